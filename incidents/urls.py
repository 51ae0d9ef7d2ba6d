"""Addresses of staff: /cases/ and /conversations/."""

from django.urls import path

from incidents.views import (
    additions,
    case_actions,
    case_work,
    cases,
    classification,
    clocks,
    consents,
    conversations,
    drafts,
    exports,
    files,
    handing_over,
    load,
    office_intake,
    pile,
    proposals,
    queue,
    receipt_code,
    referral_bodies,
    reply_templates,
    search,
    sharing,
    undo,
)

app_name = "incidents"
urlpatterns = [
    path("cases/", queue.queue, name="cases"),
    path("cases/assign/", queue.assign, name="assign-ticked"),
    path("cases/search/", search.search_cases, name="search"),
    path("cases/undo/", undo.undo, name="undo"),
    path("cases/new/", office_intake.new, name="intake"),
    path("cases/load/", load.load, name="load"),
    path("cases/share-again/", sharing.share_again, name="share-again"),
    path("cases/share-again/<uuid:person_id>/", sharing.share_again_with, name="share-again-with"),
    path("cases/hand-over/", handing_over.hand_over, name="hand-over"),
    path("cases/for-emergency/", sharing.seal_for_emergency, name="seal-for-emergency"),
    path("cases/pile/", pile.pile, name="pile"),
    path("cases/pile/take-in/", pile.take_in, name="pile-take-in"),
    path("cases/pile/erase/", pile.erase, name="pile-erase"),
    path("cases/pile/put-apart/", pile.put_apart, name="pile-put-apart"),
    path("cases/<str:reference>/", cases.case, name="case"),
    path("cases/<str:reference>/files/<uuid:file_id>/", files.case_file, name="case-file"),
    path("cases/<str:reference>/proposals/", proposals.proposals, name="case-proposals"),
    path(
        "cases/<str:reference>/proposals/<uuid:proposal_id>/settle/",
        proposals.settle,
        name="case-proposal-settle",
    ),
    path(
        "cases/<str:reference>/proposals/<uuid:proposal_id>/task/",
        proposals.take_as_task,
        name="case-proposal-task",
    ),
    path("cases/<str:reference>/code/", receipt_code.new_code_card, name="case-code"),
    path("cases/<str:reference>/openings/", cases.openings, name="case-openings"),
    *(
        path(
            f"cases/<str:reference>/{action}/",
            case_actions.act_with_files if action in case_actions.WITH_FILES else case_actions.act,
            {"action": action},
            name=f"case-{action}",
        )
        for action in case_actions.ACTIONS
    ),
    path(
        "cases/<str:reference>/classification/",
        classification.classification,
        name="case-classification",
    ),
    *(
        path(
            f"cases/<str:reference>/{wanted.address}",
            case_actions.act,
            {"action": action},
            name=f"case-{action}",
        )
        for action, wanted in case_work.ABOUT_ONE.items()
    ),
    path("cases/<str:reference>/drafts/<slug:form>/", drafts.save, name="draft-save"),
    path("cases/<str:reference>/drafts/<slug:form>/discard/", drafts.discard, name="draft-discard"),
    path("cases/<str:reference>/steps/", consents.steps, name="case-steps"),
    *(
        path(
            f"cases/<str:reference>/steps/{action}/",
            consents.act,
            {"action": action},
            name=f"consent-{action}",
        )
        for action in consents.ACTIONS
    ),
    *(
        path(
            f"cases/<str:reference>/steps/<uuid:consent_id>/{action}/",
            consents.act,
            {"action": action},
            name=f"consent-{action}",
        )
        for action in consents.ABOUT_ONE
    ),
    path("cases/<str:reference>/export/", exports.export, name="case-export"),
    path("cases/<str:reference>/export/part/", exports.part, name="case-export-part"),
    path("cases/<str:reference>/insert/", reply_templates.insert, name="case-insert"),
    path("templates/", reply_templates.templates, name="templates"),
    path("templates/new/", reply_templates.new, name="template-new"),
    path("templates/<uuid:template_id>/", reply_templates.edit, name="template"),
    path("templates/<uuid:template_id>/hide/", reply_templates.hide, name="template-hide"),
    path("templates/<uuid:template_id>/offer/", reply_templates.offer, name="template-offer"),
    path("referral-bodies/", referral_bodies.bodies, name="referral-bodies"),
    path("referral-bodies/new/", referral_bodies.new, name="referral-body-new"),
    path("referral-bodies/<uuid:body_id>/", referral_bodies.edit, name="referral-body"),
    path("clocks/", clocks.clocks, name="clocks"),
    path("conversations/", additions.notes, name="conversations"),
    path("conversations/new/", conversations.new, name="conversation-new"),
    path("conversations/<uuid:note_id>/add/", additions.add, name="conversation-add"),
]
