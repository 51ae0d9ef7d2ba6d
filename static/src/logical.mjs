// KERN writes left and right; Arabic and Persian pages need start and end.

import { list } from "postcss";

const PROPERTIES = {
  "margin-left": "margin-inline-start",
  "margin-right": "margin-inline-end",
  "padding-left": "padding-inline-start",
  "padding-right": "padding-inline-end",
  "border-left": "border-inline-start",
  "border-right": "border-inline-end",
  left: "inset-inline-start",
  right: "inset-inline-end",
};
const SIDES = { left: "start", right: "end" };
// The tick of a checkbox is drawn from two borders: mirrored, it would be no tick.
const DRAWN = /__checkbox/;

/** Splits `padding: 1px 2px 3px 4px`, whose second and fourth value differ. */
function splitShorthand(declaration) {
  const [top, right, bottom, left] = list.space(declaration.value);
  if (!left || right === left) return;
  const { prop } = declaration;
  declaration.cloneBefore({ prop: `${prop}-block`, value: `${top} ${bottom}` });
  declaration.replaceWith(declaration.clone({ prop: `${prop}-inline`, value: `${left} ${right}` }));
}

/** PostCSS plugin: turns physical properties into logical ones. */
export const logical = {
  postcssPlugin: "logical",
  Declaration(declaration) {
    const rule = declaration.parent;
    if (rule.selector && DRAWN.test(rule.selector)) return;
    if (declaration.prop in PROPERTIES) declaration.prop = PROPERTIES[declaration.prop];
    else if (["margin", "padding"].includes(declaration.prop)) splitShorthand(declaration);
    else if (declaration.prop === "text-align" && declaration.value in SIDES)
      declaration.value = SIDES[declaration.value];
  },
};
