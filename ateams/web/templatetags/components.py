"""Components that wrap what stands between their tags; each is described in its template."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag
def alert(content: SafeString, title: str, tone: str = "info", live: bool = False) -> SafeString:
    """Render components/alert.html."""
    context = {"content": content.strip() and content, "title": title, "tone": tone, "live": live}
    return render_to_string("components/alert.html", context)


@register.simple_block_tag
def card(content: SafeString, title: str = "", level: int = 2) -> SafeString:
    """Render components/card.html."""
    return render_to_string(
        "components/card.html", {"content": content, "title": title, "level": level}
    )


@register.simple_block_tag
def fold(content: SafeString, title: str, unfolded: bool = False) -> SafeString:
    """Render components/fold.html."""
    return render_to_string(
        "components/fold.html", {"content": content, "title": title, "unfolded": unfolded}
    )


@register.simple_block_tag
def table(content: SafeString, caption: str, quiet: bool = False) -> SafeString:
    """Render components/table.html."""
    return render_to_string(
        "components/table.html", {"content": content, "caption": caption, "quiet": quiet}
    )
