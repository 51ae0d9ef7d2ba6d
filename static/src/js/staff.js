// Pages behind the sign-in. Everything here is extra; each page works without it.

import { keepDrafts } from "./drafts.js";
import { unfoldOnDesk } from "./unfold-on-desk.js";
import { goOnInPlace } from "./in-place.js";
import { closeMenus } from "./menus.js";
import { pressByKey, tellKeys } from "./keys.js";
import { insertTexts } from "./insert-text.js";
import { keepUnlocked } from "./vault-ping.js";
import { revealTyped } from "./reveal.js";
import { unfoldToPrint } from "./unfold-to-print.js";
import { carryUnsaved, warnUnsaved } from "./unsaved.js";

unfoldOnDesk();
closeMenus();
pressByKey();
keepUnlocked();
keepDrafts();
revealTyped();
warnUnsaved();
carryUnsaved();
insertTexts();
unfoldToPrint();
goOnInPlace((shown) => {
  unfoldOnDesk(shown);
  tellKeys(shown);
  revealTyped(shown);
});
