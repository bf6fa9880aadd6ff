import type { CaseCause } from '../core/case.ts';
import { PolicyFailure } from './checks.ts';

/** The failure of a case, with the number of events before it. */
export interface TapedFailure {
  readonly after: number;
  readonly message: string;
  readonly kind: CaseCause;
}

/** Every decision of one case: with it the simulation alone gives the same outcome again. */
export interface CaseTape {
  /** Answers in order; arrays by their length and elements; writes into views after each call. */
  readonly numbers: Float64Array;
  /** Structured answers, as JSON. */
  readonly texts: readonly string[];
  /** Events after which the case ended early, and why. */
  readonly failure?: TapedFailure | undefined;
}

/** A typed array of the policy's realm, seen as numbers. */
interface Numbers {
  readonly length: number;
  [index: number]: number;
}

/** A view and its contents when the simulation last left it. */
interface Watched {
  readonly which: number;
  readonly view: Numbers;
  readonly before: Float64Array;
}

const { is } = Object;

/** Writes a tape. One recorder serves all cases of a job. */
export interface DecisionRecorder {
  /** From now on the contents of `view` are watched. */
  watch(view: Numbers): void;
  /** Remembers the views as the simulation left them. */
  snap(): void;
  note(value: number): void;
  noteAll(values?: readonly number[]): void;
  noteText(answer: { readonly text: string }): void;
  /** A number that is no answer, such as a clock reading. */
  noteRaw(value: number): void;
  /** Takes the recordings since the last `take`. */
  take(): Pick<CaseTape, 'numbers' | 'texts'>;
}

/** Starts an empty tape. */
// oxlint-disable-next-line max-lines-per-function -- one closure over the growing buffer
export function createDecisionRecorder(): DecisionRecorder {
  let buffer = new Float64Array(1024);
  let length = 0;
  let texts: string[] = [];
  let watched: Watched[] = [];

  const noteRaw = (value: number): void => {
    if (length === buffer.length) {
      const larger = new Float64Array(buffer.length * 2);
      larger.set(buffer);
      buffer = larger;
    }
    buffer[length] = value;
    length += 1;
  };
  /** Compares whole views after every call, without an allocation. */
  const noteViews = (): void => {
    if (watched.length === 0) return;
    const start = length;
    noteRaw(0);
    for (const one of watched) noteChanges(one);
    buffer[start] = (length - start - 1) / 3;
  };
  const noteChanges = ({ which, view, before }: Watched): void => {
    for (let index = 0; index < before.length; index += 1) {
      const value = view[index] ?? 0;
      const old = before[index] ?? 0;
      // The first comparison is the quick one; 0 has two signs.
      if ((value === old && value !== 0) || is(value, old)) continue;
      noteRaw(which);
      noteRaw(index);
      noteRaw(value);
    }
  };
  return {
    noteRaw,
    watch(view) {
      watched.push({ which: watched.length, view, before: new Float64Array(view.length) });
    },
    snap() {
      for (const { view, before } of watched) {
        // A policy that detaches its array harms only itself.
        if (view.length === before.length) before.set(view);
      }
    },
    note(value) {
      noteRaw(value);
      noteViews();
    },
    noteAll(values) {
      if (values !== undefined) {
        noteRaw(values.length);
        for (const value of values) noteRaw(value);
      }
      noteViews();
    },
    noteText({ text }) {
      texts.push(text);
      noteViews();
    },
    take() {
      const taken = { numbers: buffer.slice(0, length), texts };
      length = 0;
      texts = [];
      watched = [];
      return taken;
    },
  };
}

/** Reads the answers of a tape back, one method a kind of result. */
export interface Player {
  load(tape: CaseTape): void;
  watch(view: Numbers): void;
  raw(): number;
  nothing(): void;
  number(): number;
  boolean(): boolean;
  choice(options: readonly string[]): string;
  numbers(): number[];
  permutation(): number[];
  data(): unknown;
}

/** Plays tapes, one case after the other. Its methods throw PolicyFailure when a tape runs out. */
// oxlint-disable-next-line max-lines-per-function -- one closure over the reading position
export function createPlayer(): Player {
  let tape: CaseTape = { numbers: new Float64Array(0), texts: [] };
  let position = 0;
  let page = 0;
  let views: Numbers[] = [];

  const raw = (): number => {
    const value = tape.numbers[position];
    if (value === undefined) throw new PolicyFailure('the recorded decisions ended early');
    position += 1;
    return value;
  };
  const replayViews = (): void => {
    if (views.length === 0) return;
    for (let changes = raw(); changes > 0; changes -= 1) {
      const view = views[raw()];
      const index = raw();
      const value = raw();
      if (view !== undefined) view[index] = value;
    }
  };
  const then = <T>(value: T): T => {
    replayViews();
    return value;
  };
  const numbers = (): number[] => then(Array.from({ length: raw() }, raw));
  return {
    raw,
    numbers,
    permutation: numbers,
    load(next) {
      tape = next;
      position = 0;
      page = 0;
      views = [];
    },
    watch: (view) => void views.push(view),
    nothing: () => then(undefined),
    number: () => then(raw()),
    boolean: () => then(raw() === 1),
    choice: (options) => then(options[raw()] ?? ''),
    data() {
      const text = tape.texts[page];
      if (text === undefined) throw new PolicyFailure('the recorded decisions ended early');
      page += 1;
      return then(JSON.parse(text));
    },
  };
}
