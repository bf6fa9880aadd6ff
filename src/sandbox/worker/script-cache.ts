import ivm from 'isolated-vm';

/** Trusted scripts with the engine's code cache, which only this process ever makes. */
export interface ScriptCache {
  /** Compiles `text` for an isolate; quicker from the second time on. */
  compile(isolate: ivm.Isolate, name: string, text: string): Promise<ivm.Script>;
}

const MAX_SCRIPTS = 64;

/** Creates an empty cache. Candidates' text must never be given to it. */
export function createScriptCache(): ScriptCache {
  const codes = new Map<string, ivm.ExternalCopy<ArrayBuffer>>();
  return {
    async compile(isolate, name, text) {
      const filename = `adrs:${name}`;
      const cachedData = codes.get(text);
      if (cachedData !== undefined) return isolate.compileScript(text, { filename, cachedData });
      const script = await isolate.compileScript(text, { filename, produceCachedData: true });
      if (codes.size >= MAX_SCRIPTS) codes.clear();
      const made = 'cachedData' in script ? script.cachedData : undefined;
      if (made instanceof ivm.ExternalCopy) codes.set(text, made);
      return script;
    },
  };
}
