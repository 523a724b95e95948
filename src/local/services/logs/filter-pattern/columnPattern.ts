import { type Compares, comparison } from './comparison.ts';
import type { Matches } from './matches.ts';
import { invalidPattern, PatternScanner } from './patternScanner.ts';

interface Column {
  readonly ellipsis: boolean;
  readonly test: Compares;
}

/**
 * `[ip, user, ..., status_code = 4* && status_code != 404, bytes > 1000]` over lines whose fields are parted by spaces;
 * a field in quotation marks or square brackets is one. Without `...` the number of fields must be the same.
 */
export function columnPattern(text: string): Matches {
  const scanner = new PatternScanner(text);
  scanner.expect('[');
  const columns: Column[] = [];
  do columns.push(column(scanner));
  while (scanner.take(','));
  scanner.expect(']');
  if (!scanner.done) throw invalidPattern(`unexpected text at position ${scanner.at + 1}`);
  const gap = columns.findIndex((each) => each.ellipsis);
  if (columns.filter((each) => each.ellipsis).length > 1) throw invalidPattern('only one ... is allowed');
  const head = gap < 0 ? columns : columns.slice(0, gap);
  const tail = gap < 0 ? [] : columns.slice(gap + 1);
  return (message) => {
    const fields = fieldsOf(message);
    const enough = gap < 0 ? fields.length === columns.length : fields.length >= head.length + tail.length;
    if (!enough) return false;
    const from = fields.length - tail.length;
    return (
      head.every(({ test }, i) => test(fields[i] ?? '')) && tail.every(({ test }, i) => test(fields[from + i] ?? ''))
    );
  };
}

/** The fields of a line, without the quotation marks or brackets around them. */
export function fieldsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|\[([^\]]*)\]|(\S+)/g)].map(
    ([, quoted, bracketed, plain]) => quoted ?? bracketed ?? plain ?? '',
  );
}

function column(scanner: PatternScanner): Column {
  if (scanner.take('...')) return { ellipsis: true, test: () => true };
  return { ellipsis: false, test: anyOf(scanner) };
}

function anyOf(scanner: PatternScanner): Compares {
  const tests = [allOf(scanner)];
  while (scanner.take('||')) tests.push(allOf(scanner));
  return (value) => tests.some((test) => test(value));
}

function allOf(scanner: PatternScanner): Compares {
  const tests = [one(scanner)];
  while (scanner.take('&&')) tests.push(one(scanner));
  return (value) => tests.every((test) => test(value));
}

function one(scanner: PatternScanner): Compares {
  if (scanner.take('(')) {
    const test = anyOf(scanner);
    scanner.expect(')');
    return test;
  }
  const name = scanner.match(/[\w\-./:@]+/y)?.[0];
  const compares = comparison(scanner, /[^,()&|\]]+/y);
  if (name === undefined && !compares) throw invalidPattern(`a field is missing at position ${scanner.at + 1}`);
  return compares ?? (() => true);
}
