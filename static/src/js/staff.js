// Pages behind the sign-in. Everything here is extra; each page works without it.

import { closeMenus } from "./menus.js";
import { pressByKey } from "./keys.js";
import { insertTexts } from "./insert-text.js";
import { keepUnlocked } from "./vault-ping.js";
import { revealTyped } from "./reveal.js";
import { unfoldToPrint } from "./unfold-to-print.js";
import { warnUnsaved } from "./unsaved.js";

closeMenus();
pressByKey();
keepUnlocked();
revealTyped();
warnUnsaved();
insertTexts();
unfoldToPrint();
