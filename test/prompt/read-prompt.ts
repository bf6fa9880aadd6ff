/** A prompt as a reader of Markdown sees it: its data blocks, and the text around them. */
export interface PromptReading {
  /** Text outside data blocks. */
  readonly prose: string;
  readonly blocks: readonly { readonly label: string; readonly text: string }[];
}

/** Reads a prompt by the rules of CommonMark 0.31, section 4.5: a fence ends at one as long or longer. */
export function readPrompt(prompt: string): PromptReading {
  const prose: string[] = [];
  const blocks: { label: string; text: string }[] = [];
  let open: { fence: number; label: string; lines: string[] } | undefined;
  let label: string | undefined;
  for (const line of prompt.split('\n')) {
    if (open !== undefined) {
      const closing = /^ {0,3}(`+)[ \t]*$/.exec(line)?.[1]?.length ?? 0;
      if (closing >= open.fence) {
        blocks.push({ label: open.label, text: open.lines.map((one) => `${one}\n`).join('') });
        open = undefined;
      } else open.lines.push(line);
      continue;
    }
    const opening = /^(`{3,})[^`]*$/.exec(line)?.[1]?.length;
    if (opening !== undefined && label !== undefined) {
      open = { fence: opening, label, lines: [] };
    } else prose.push(line);
    label = /^<data (.*)>$/.exec(line)?.[1];
  }
  if (open !== undefined) throw new Error('a data block has no end');
  return { prose: prose.join('\n'), blocks };
}
