// Builds static/build/ from static/src/ and the packages named in package.json.

import { cp, mkdir, readFile, readdir, writeFile, rm } from "node:fs/promises";
import { brotliCompressSync, gzipSync } from "node:zlib";
import oklab from "@csstools/postcss-oklab-function";
import * as esbuild from "esbuild";
import postcss from "postcss";
import { PurgeCSS } from "purgecss";
import { logical } from "./logical.mjs";

const SOURCE = "static/src";
const TARGET = "static/build";
// Phones of 2020; older ones get plain boxes and the same words.
const BROWSERS = ["chrome87", "firefox78", "safari14"];
// Typst sets papers in these; no browser loads them. Noto Sans has Latin, Cyrillic and Greek,
// Vazirmatn Arabic and Persian: of Noto's Arabic, dots come out as letters when text is copied.
const FONTS = [
  ["noto-sans", "NotoSans", "400Regular"],
  ["noto-sans", "NotoSans", "700Bold"],
  ["vazirmatn", "Vazirmatn", "400Regular"],
  ["vazirmatn", "Vazirmatn", "700Bold"],
  ["noto-emoji", "NotoEmoji", "400Regular"],
];
const SEEN_BY_CUTTER = [
  "templates/**/*.{html,txt}",
  "ateams/web/**/*.{py,html}",
  `${SOURCE}/js/*.js`,
];
// Classes that templates put together from a tone, a size or a state.
const ASSEMBLED = [
  /^kern-(alert|badge|icon)--(info|success|warning|danger|quiet)$/,
  /^kern-form-(input|check)(__(input|select|radio|checkbox))?--error$/,
  /^kern-fieldset--error$/,
  /^timeline__entry--/,
  // Django writes these elements.
  /^(textarea|select|optgroup|option)$/,
];

/** Every word of a file may be a class; `icon="add"` stands for one. */
function words(text) {
  const icons = [...text.matchAll(/icon="([a-z-]+)"/g)].map(([, name]) => `kern-icon--${name}`);
  return [...(text.match(/[A-Za-z0-9_-]+/g) ?? []), ...icons];
}

/** The cutter cannot read KERN's `:is(body, …)`, which hands the theme's colours to components. */
const wholePage = {
  postcssPlugin: "whole-page",
  Rule(rule) {
    if (rule.selector.startsWith(":is(body")) rule.selector = "body";
  },
};

/** Cuts KERN to what the pages use; a page with a new class needs a new build. */
async function styles(name) {
  const bundle = await esbuild.build({
    entryPoints: [`${SOURCE}/css/${name}.css`],
    bundle: true,
    write: false,
    external: ["*.woff2"],
  });
  const plain = await postcss([
    wholePage,
    logical,
    oklab({ preserve: false, subFeatures: { displayP3: false } }),
  ]).process(bundle.outputFiles[0].text, { from: undefined });
  const [cut] = await new PurgeCSS().purge({
    content: SEEN_BY_CUTTER,
    css: [{ raw: plain.css }],
    defaultExtractor: words,
    safelist: { standard: ASSEMBLED },
    keyframes: true,
    variables: true,
  });
  const small = await esbuild.transform(cut.css, {
    loader: "css",
    minify: true,
    target: BROWSERS,
  });
  await writeFile(`${TARGET}/${name}.css`, small.code);
}

/** Bundles one script with everything it imports. */
async function script(name) {
  await esbuild.build({
    entryPoints: [`${SOURCE}/js/${name}.js`],
    bundle: true,
    minify: true,
    format: "iife",
    target: BROWSERS,
    // htmx writes the address of the page into the browser's storage, whatever it is told.
    define: { sessionStorage: "undefined" },
    outfile: `${TARGET}/${name}.js`,
  });
}

/** Copies the fonts of papers, each beside the licence that it must not go without. */
async function fonts() {
  for (const [name, family, style] of FONTS) {
    const source = `node_modules/@expo-google-fonts/${name}`;
    await cp(`${source}/${style}/${family}_${style}.ttf`, `${TARGET}/fonts/${family}_${style}.ttf`);
    await cp(`${source}/LICENSE_FONT`, `${TARGET}/fonts/${family}-licence.txt`);
  }
}

/** Says what each file weighs: as it is, and on the wire. */
async function report() {
  console.log("file".padEnd(16), "bytes".padStart(8), "gzip".padStart(8), "brotli".padStart(8));
  const entries = await readdir(TARGET, { withFileTypes: true });
  for (const name of entries.filter((entry) => entry.isFile()).map(({ name }) => name).sort()) {
    const bytes = await readFile(`${TARGET}/${name}`);
    const sizes = [bytes, gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes)];
    console.log(name.padEnd(16), ...sizes.map(({ length }) => String(length).padStart(8)));
  }
}

await rm(TARGET, { recursive: true, force: true });
await mkdir(TARGET, { recursive: true });
await Promise.all([
  styles("app"),
  script("public"),
  script("staff"),
  script("passkeys"),
  fonts(),
  cp(`${SOURCE}/icon.svg`, `${TARGET}/icon.svg`),
]);
await report();
