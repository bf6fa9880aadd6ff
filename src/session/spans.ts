import type { Attributes, Span, Tracer } from '@opentelemetry/api';
import { ModelError } from '../core/errors.ts';
import type { EvaluationJob } from '../core/evaluator.ts';
import { hashOf } from '../core/hash.ts';
import type { Completion, LanguageModel, ModelRequest } from '../core/model.ts';
import type { Evaluation } from '../core/program.ts';
import { ADRS_VERSION } from '../config/version.ts';
import { usdOf } from '../models/cost.ts';

type Evaluate = (job: EvaluationJob, signal: AbortSignal) => Promise<Evaluation>;

/** The spans of one run: `adrs.run`, and below it one for each evaluation and each call of a model. */
export interface RunSpans {
  /** The same evaluation in a span `adrs.evaluation`. */
  evaluation(evaluate: Evaluate): Evaluate;
  /** The same model with a span `adrs.model_call` around each call that is sent to it. */
  model(model: LanguageModel, operation: 'chat' | 'embeddings'): LanguageModel;
  /** Ends the run's span. */
  end(attributes: Attributes): void;
}

/** Where the API of OpenTelemetry 1.x keeps what was registered with it. */
const REGISTRY = Symbol.for('opentelemetry.js.api.1');

/**
 * The spans of a run where a tracer provider has been registered with `@opentelemetry/api` in this process. Undefined
 * in any other, so that nothing is loaded and nothing costs.
 */
export async function openRunSpans(attributes: Attributes): Promise<RunSpans | undefined> {
  const registry: unknown = Reflect.get(globalThis, REGISTRY);
  if (typeof registry !== 'object' || registry === null || !('trace' in registry)) return undefined;
  const api = await loadApi();
  if (api === undefined) return undefined;
  const tracer = api.trace.getTracer('adrs-lab', ADRS_VERSION);
  const run = tracer.startSpan('adrs.run', { attributes });
  const within = spansBelow(run, { api, tracer });
  return {
    evaluation: (evaluate) => (job, signal) =>
      within('adrs.evaluation', jobAttributes(job), async (span) => {
        const evaluation = await evaluate(job, signal);
        span.setAttributes(evaluationAttributes(evaluation));
        return evaluation;
      }),
    model: (model, operation) => ({
      ...model,
      complete(request, signal) {
        const start = { ...callAttributes(model, request), 'gen_ai.operation.name': operation };
        return within('adrs.model_call', start, async (span) => {
          const completion = await model.complete(request, signal);
          span.setAttributes(completionAttributes(completion, model));
          return completion;
        });
      },
    }),
    end(last) {
      run.setAttributes(last);
      run.end();
    },
  };
}

type Api = typeof import('@opentelemetry/api');

/** Undefined where the package is not installed beside adrs: telemetry stops no run. */
async function loadApi(): Promise<Api | undefined> {
  try {
    return await import('@opentelemetry/api');
  } catch (error) {
    const isMissing =
      error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
    if (isMissing) return undefined;
    throw error;
  }
}

function spansBelow(
  run: Span,
  { api, tracer }: { readonly api: Api; readonly tracer: Tracer },
): Within {
  const { context, trace, SpanKind, SpanStatusCode } = api;
  const above = trace.setSpan(context.active(), run);
  return async (name, attributes, work) => {
    const kind = name === 'adrs.model_call' ? SpanKind.CLIENT : SpanKind.INTERNAL;
    const span = tracer.startSpan(name, { kind, attributes }, above);
    try {
      return await context.with(trace.setSpan(above, span), () => work(span));
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, ...messageIn(error) });
      span.setAttribute('error.type', typeOf(error));
      throw error;
    } finally {
      span.end();
    }
  };
}

/** Work inside a span, which ends with it. */
type Within = <T>(
  name: 'adrs.evaluation' | 'adrs.model_call',
  start: Attributes,
  work: (span: Span) => Promise<T>,
) => Promise<T>;

function jobAttributes({ source, split, cases, audit }: EvaluationJob): Attributes {
  return {
    'adrs.program.hash': hashOf(source),
    'adrs.split': split,
    ...(cases === undefined ? {} : { 'adrs.cases': cases.length }),
    ...(audit === true ? { 'adrs.audit': true } : {}),
  };
}

function evaluationAttributes(evaluation: Evaluation): Attributes {
  const { status, cost } = evaluation;
  return {
    'adrs.evaluation.status': status,
    'adrs.evaluation.cpu_seconds': cost.cpuSeconds,
    ...(status === 'scored'
      ? { 'adrs.fitness': evaluation.fitness }
      : { 'adrs.evaluation.reason': evaluation.reason }),
  };
}

/** By the conventions of OpenTelemetry for generative AI, and without prompts and replies. */
function callAttributes(model: LanguageModel, { title, key }: ModelRequest): Attributes {
  const { identity } = model;
  const known = (member: string): string | undefined => {
    const value: unknown =
      typeof identity === 'object' && identity !== null ? Reflect.get(identity, member) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  return {
    'gen_ai.provider.name': known('provider') ?? model.name,
    'gen_ai.request.model': known('model') ?? model.name,
    'gen_ai.request.max_tokens': model.maxOutputTokens,
    'adrs.model': model.name,
    'adrs.call.title': title,
    'adrs.call.key': key,
  };
}

function completionAttributes(
  { usage, finish, answeredBy }: Completion,
  { price }: LanguageModel,
): Attributes {
  return {
    'gen_ai.response.model': answeredBy,
    'gen_ai.response.finish_reasons': [finish],
    'gen_ai.usage.input_tokens': usage.input,
    'gen_ai.usage.output_tokens': usage.output,
    'gen_ai.usage.cache_read.input_tokens': usage.cachedInput,
    'gen_ai.usage.cache_creation.input_tokens': usage.cacheWrite,
    'adrs.usd': usdOf(usage, price),
  };
}

function typeOf(error: unknown): string {
  if (error instanceof ModelError) return error.kind;
  return error instanceof Error ? error.name : 'unknown';
}

/** Of errors of adrs only: others may hold anything. */
function messageIn(error: unknown): { readonly message?: string } {
  return error instanceof ModelError ? { message: error.message } : {};
}
