import { readFile } from 'node:fs/promises';
import type { VirtualFiles } from './virtual-files.ts';

/** The parts of the compiler's own library that describe what Node 24 has, without host objects. */
const PARTS = `es5 es2015.core es2015.collection es2015.generator es2015.iterable es2015.proxy
  es2015.reflect es2015.symbol es2015.symbol.wellknown es2016.array.include es2017.object
  es2017.string es2017.typedarrays es2018.regexp es2019.array es2019.object es2019.string es2019.symbol
  es2020.bigint es2020.number es2020.string es2020.symbol.wellknown es2021.promise es2021.string
  es2022.array es2022.error es2022.object es2022.string es2022.regexp es2023.array es2023.collection
  es2024.collection es2024.object es2024.regexp es2024.string es2025.collection es2025.float16
  es2025.iterator es2025.regexp esnext.disposable esnext.error`.split(/\s+/);

/** Values that the policy's realm lacks although the language has them. Their types stay. */
const ABSENT =
  'Date|Promise|eval|escape|unescape|SuppressedError|DisposableStack|AsyncDisposableStack';

const REMOVED: readonly RegExp[] = [
  // References to parts by name: these are listed one by one, and the compiler's own are not there.
  /^\/\/\/ *<reference.*$/gm,
  new RegExp(String.raw`^declare (?:var|function) (?:${ABSENT})\b.*$`, 'gm'),
  // `Function` makes no code from text.
  /^ {4}(?:new )?\(\.\.\.args: string\[\]\): Function;$/gm,
];

/**
 * Declarations of what a policy can name in its realm: no clock, no promises, no code from text, no
 * locales, nothing of the host. `from` is the folder of the compiler's `lib.*.d.ts`; the files answered
 * lie in the virtual folder `into`.
 */
export async function readRealmLibrary(from: string, into: string): Promise<VirtualFiles> {
  const files = PARTS.map(async (part): Promise<[string, string]> => {
    const text = await readFile(`${from}/lib.${part}.d.ts`, 'utf8');
    const kept = REMOVED.reduce((left, removed) => left.replaceAll(removed, ''), text);
    return [`${into}/${part}.d.ts`, withoutLocales(kept)];
  });
  return new Map(await Promise.all(files));
}

/** `Intl` keeps its types, which other signatures name, and loses its values. */
function withoutLocales(text: string): string {
  return text.replaceAll(/^declare namespace Intl \{\n(?:(?!\}).*\n)*\}/gm, (block) =>
    block.replaceAll(/^ {4}(?:var|const|function) .*$/gm, ''),
  );
}
