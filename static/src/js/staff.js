// Pages behind the sign-in. Everything here is extra; each page works without it.

import { keepDrafts } from "./drafts.js";
import { goOnInPlace } from "./in-place.js";
import { closeMenus } from "./menus.js";
import { pressByKey, tellKeys } from "./keys.js";
import { keepUnlocked } from "./vault-ping.js";
import { revealTyped } from "./reveal.js";
import { carryUnsaved, warnUnsaved } from "./unsaved.js";

closeMenus();
pressByKey();
keepUnlocked();
keepDrafts();
revealTyped();
warnUnsaved();
carryUnsaved();
goOnInPlace((shown) => {
  tellKeys(shown);
  revealTyped(shown);
});
