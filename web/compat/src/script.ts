import { ESLint } from "eslint";
import compat from "eslint-plugin-compat";
import esx from "eslint-plugin-es-x";
import { BROWSERSLIST, ECMA_VERSION } from "./targets";

/** A place of a script that an old browser could not run. */
export interface ScriptFault {
  line: number;
  text: string;
}

const strict = new ESLint({
  overrideConfigFile: true,
  // A comment in a script must not switch the check off.
  allowInlineConfig: false,
  overrideConfig: [
    {
      files: ["**/*.js"],
      // No modules: Chromium reads them from 61 on.
      languageOptions: { ecmaVersion: ECMA_VERSION, sourceType: "script" },
      linterOptions: { reportUnusedDisableDirectives: "off" },
      // Its types are of another edition of ESLint's.
      plugins: { compat: compat as unknown as ESLint.Plugin, "es-x": esx },
      rules: {
        ...esx.configs[`flat/restrict-to-es${ECMA_VERSION}`].rules,
        "compat/compat": "error",
        // In a bundle a list cannot be told from an iterator, and lists have had these for ever.
        ...Object.fromEntries(["every", "filter", "find", "forEach", "map", "reduce", "some"].map((name) => [`es-x/no-iterator-prototype-${name.toLowerCase()}`, "off" as const])),
      },
      settings: { browsers: BROWSERSLIST, lintAllEsApis: true, "es-x": { aggressive: true } },
    },
  ],
});

/** Finds syntax and functions that the targets do not have. */
export async function faultsOfScript(script: string): Promise<ScriptFault[]> {
  const [result] = await strict.lintText(script, { filePath: "shipped.js" });
  return (result?.messages ?? []).map(({ line, message, ruleId }) => ({ line: line ?? 0, text: `${message}${ruleId ? ` (${ruleId})` : ""}` }));
}
