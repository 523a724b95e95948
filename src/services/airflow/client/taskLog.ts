/** A task's log as both versions of the API give it: events with members, or text inside Python's notation. */
import type { LogLine, LogPiece } from './model.ts';
import { pythonStrings } from './pythonStrings.ts';
import { jsonList, jsonObject } from './shapes.ts';

/** Frames of Airflow's own and of packages say nothing of what went wrong in the user's code, and are many. */
const foreignFrame = /[/\\]site-packages[/\\]/;

/** @param answer of `…/logs/{try}` as JSON */
export function logPieceOf(answer: unknown): LogPiece {
  const { content, continuation_token: token } = jsonObject(answer);
  const lines = typeof content === 'string' ? textLines(content) : jsonList(content).flatMap(eventLines);
  return typeof token === 'string' && token !== '' ? { lines, next: token } : { lines };
}

/** An event of Airflow 3: a text, or an object whose `error_detail` is a traceback in parts. */
function eventLines(event: unknown): LogLine[] {
  if (typeof event === 'string') return event.split('\n').map((text) => ({ text }));
  const { timestamp, event: said, level, error_detail: errors } = jsonObject(event);
  const at = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  const facts = {
    ...(Number.isNaN(at) ? {} : { at }),
    ...(typeof level === 'string' ? { level } : {}),
  };
  const texts = [...String(said ?? '').split('\n'), ...jsonList(errors).flatMap(tracebackOf)];
  return texts.map((text) => ({ ...facts, text }));
}

/** As Python prints it; without the frames of packages where there are others. */
function tracebackOf(error: unknown): string[] {
  const { exc_type: type, exc_value: value, frames, is_cause: isCause } = jsonObject(error);
  const all = jsonList(frames).map(jsonObject);
  const own = all.filter(({ filename }) => !foreignFrame.test(String(filename)));
  const shown = (own.length > 0 ? own : all).map(
    ({ filename, lineno, name }) => `  File "${String(filename)}", line ${String(lineno)}, in ${String(name)}`,
  );
  const head = isCause === true ? ['The above exception was the direct cause of the following exception:'] : [];
  return [...head, 'Traceback (most recent call last):', ...shown, ...`${String(type)}: ${String(value)}`.split('\n')];
}

/** Airflow 2 gives the text of each host, as Python writes a list of pairs; its lines begin with moment and level. */
function textLines(content: string): LogLine[] {
  const strings = pythonStrings(content);
  // Pairs of host and text; what is no list is the text itself.
  const texts = strings ? strings.filter((_, i) => i % 2 === 1) : [content];
  const lines: LogLine[] = [];
  for (const text of texts.join('\n').split('\n')) {
    const head = /^\[(\d{4}-\d\d-\d\dT[\d:.,]+[+-]\d{4})\] \{[^}]*\} ([A-Z]+) - (.*)$/.exec(text);
    const before = lines.at(-1);
    if (head) {
      const [, moment = '', level = '', said = ''] = head;
      const at = Date.parse(moment.replace(',', '.').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
      lines.push({ at, level: level.toLowerCase(), text: said });
    } else if (text !== '' || before) {
      // A traceback goes on with the moment and the level of the line that it belongs to.
      const { at, level } = before ?? {};
      lines.push({ ...(at === undefined ? {} : { at }), ...(level === undefined ? {} : { level }), text });
    }
  }
  while (lines.at(-1)?.text === '') lines.pop();
  return lines;
}
