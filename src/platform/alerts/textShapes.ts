/** Messages that people have worded, in English or Spanish. What stands in them is found, never made up. */
import type { News, TopicMessage } from './news.ts';

const failure =
  /\b(?:fail(?:s|ed|ure|ures|ing)?|errors?|exception|timed out|time-?out|aborted|crash(?:ed)?|fall[oóa]|fall[oó]s|fallid[oa]s?|excepci[oó]n|abortad[oa])(?![\p{L}\d])/iu;
const harmless =
  /\b(?:(?:0|no|without|zero|sin|ning[uú]n) (?:failures?|errors?|fallos?|errores?)|(?:failures?|errors?|fallos?|errores)\s*[:=]\s*0)\b/giu;
const success =
  /\b(?:succe(?:ss|eded|ssful|ssfully)|completed|finished|recovered|procesad[oa]|termin[oó] bien|[eé]xito|resuelt[oa])(?![\p{L}\d])/iu;

/** Names under which people write a fact, each with what it is. */
const labels: readonly (readonly [keyof News, RegExp])[] = [
  ['pipeline', /^(?:dag|dag[_ ]id|pipeline|job|glue job|state machine|workflow|function|proceso|tuber[ií]a)$/i],
  ['run', /^(?:run|run[_ ]id|dag run|execution|job run|ejecuci[oó]n|corrida)$/i],
  ['step', /^(?:task|task[_ ]id|step|state|tarea|paso|estado)$/i],
  ['cause', /^(?:cause|reason|error|exception|message|causa|motivo|excepci[oó]n|mensaje)$/i],
];

/** What a text says; a success that the subject names is one, whatever the text lists. */
export function textNews({ subject = '', text }: TopicMessage): News {
  const head = subject.replaceAll(harmless, '');
  const body = text.replaceAll(harmless, '');
  const failed = failure.test(head) || (failure.test(body) && !success.test(head));
  if (!failed) return { failed };
  const facts = factsIn(text);
  const run = runIn(text) ?? facts.run;
  return {
    failed,
    pipeline: pipelineIn(text) ?? facts.pipeline ?? (subject || undefined),
    service: serviceOfRun(run),
    run,
    step: facts.step,
    cause: facts.cause ?? firstLine(text),
  };
}

/** `Label: value`, each on a line of its own or between full stops, as sentences are. */
function factsIn(text: string): Partial<Record<keyof News, string>> {
  const found: Partial<Record<keyof News, string>> = {};
  for (const [, label = '', value = ''] of text.matchAll(
    /(?:^|[.\n;]\s*|[-*]\s+)([\p{L}_ ]{2,20}):\s*([^\n]+?)(?=\.\s+[\p{Lu}][\p{L} ]{1,20}:|\n|$)/gu,
  )) {
    const known = labels.find(([, pattern]) => pattern.test(label.trim()));
    if (known && value.trim() !== '') found[known[0]] ??= value.trim().replace(/\.$/, '');
  }
  // Where both stand there, as Step Functions gives them, the cause says more than the error's name.
  const cause = /(?:^|[.\n]\s*)(?:cause|causa):\s*([^\n]+?)(?=\.\s+[\p{Lu}][\p{L} ]{1,20}:|\n|$)/iu.exec(text)?.[1];
  return cause ? { ...found, cause: cause.trim() } : found;
}

const executionArn = /arn:[\w-]+:states:[\w-]+:\d{12}:execution:([\w.-]+):[\w.:-]+[\w-]/;
const glueRun = /\bjr_[0-9a-f]{16,}(?:_attempt_\d+)?\b/;
const dagRun = /\b(?:scheduled|manual|backfill|asset_triggered|dataset_triggered)__[\w:+.-]+[\w]/;

function runIn(text: string): string | undefined {
  return executionArn.exec(text)?.[0] ?? dagRun.exec(text)?.[0] ?? glueRun.exec(text)?.[0];
}

function pipelineIn(text: string): string | undefined {
  return executionArn.exec(text)?.[1] ?? /\bDAG[:=]?\s+['"`]?([\w.-]+)['"`]?/.exec(text)?.[1];
}

function serviceOfRun(run: string | undefined): string | undefined {
  if (run === undefined) return undefined;
  if (executionArn.test(run)) return 'step-functions';
  if (glueRun.test(run)) return 'glue-jobs';
  return dagRun.test(run) ? 'airflow' : undefined;
}

const firstLine = (text: string) => text.trim().split('\n')[0]?.slice(0, 300);
