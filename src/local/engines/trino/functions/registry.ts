import { parseSignature, type Signature } from '../../sql/signature.ts';
import { aggregateFunctions } from './aggregates.ts';
import { arrayFunctions, arrayTable } from './arrays.ts';
import { binaryTable } from './binaries.ts';
import type { FunctionTable, FunctionWriter } from './callWriter.ts';
import { conditionalFunctions } from './conditionals.ts';
import { formatFunctions } from './formatting.ts';
import { jsonFunctions, jsonTable } from './json.ts';
import { lambdaFunctions } from './lambdas.ts';
import { mapFunctions, mapTable } from './maps.ts';
import { momentFunctions } from './moments.ts';
import { momentTable } from './momentTable.ts';
import { numberFunctions, numberTable } from './numbers.ts';
import { patternFunctions, patternTable } from './patterns.ts';

import { textFunctions, textTable } from './texts.ts';
import { urlTable } from './urls.ts';
import { windowFunctions } from './windows.ts';

interface Overload {
  readonly signature: Signature;
  readonly sql: string;
}

const tables: readonly FunctionTable[] = [
  ...[arrayTable, binaryTable, jsonTable, mapTable, momentTable, numberTable, patternTable, textTable],
  urlTable,
];

/** Functions that a table gives, each with its signatures in the order in which they are tried. */
export const overloads: ReadonlyMap<string, readonly Overload[]> = Map.groupBy(
  tables.flat().map(([signature, sql]) => ({ signature: parseSignature(signature), sql })),
  ({ signature }) => signature.name,
);

/** Functions with rules of their own. */
export const functions: ReadonlyMap<string, FunctionWriter> = new Map(
  [
    ...[aggregateFunctions, arrayFunctions, conditionalFunctions, formatFunctions, jsonFunctions, lambdaFunctions],
    ...[mapFunctions, momentFunctions, numberFunctions, patternFunctions, textFunctions, windowFunctions],
  ].flatMap((each) => Object.entries(each)),
);

/** Functions of many rows. */
export const aggregates: ReadonlySet<string> = new Set([
  ...Object.keys(aggregateFunctions),
  ...Object.keys(windowFunctions),
]);

/** Functions that give something else each time. */
export const volatile: ReadonlySet<string> = new Set(['random', 'rand', 'uuid', 'shuffle']);
