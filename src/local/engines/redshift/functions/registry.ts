import { parseSignature, type Signature } from '../../sql/signature.ts';
import { aggregateFunctions } from './aggregates.ts';
import type { FunctionTable, FunctionWriter } from './callWriter.ts';
import { conditionalFunctions } from './conditionals.ts';
import { formatFunctions } from './formats.ts';
import { momentFunctions } from './moments.ts';
import { numberFunctions, numberTable } from './numbers.ts';
import { superFunctions, superTable } from './supers.ts';
import { systemFunctions, systemTable } from './systems.ts';
import { textFunctions, textTable } from './texts.ts';
import { windowFunctions } from './windows.ts';

interface Overload {
  readonly signature: Signature;
  readonly sql: string;
}

const tables: readonly FunctionTable[] = [numberTable, superTable, systemTable, textTable];

/** Functions that a table gives, each with its signatures. */
export const overloads: ReadonlyMap<string, readonly Overload[]> = Map.groupBy(
  tables.flat().map(([signature, sql]) => ({ signature: parseSignature(signature), sql })),
  ({ signature }) => signature.name,
);

/** Functions with rules of their own. */
export const functions: ReadonlyMap<string, FunctionWriter> = new Map(
  [
    ...[aggregateFunctions, conditionalFunctions, formatFunctions, momentFunctions, numberFunctions, superFunctions],
    ...[systemFunctions, textFunctions, windowFunctions],
  ].flatMap((each) => Object.entries(each)),
);

/** Functions of many rows. */
export const aggregates: ReadonlySet<string> = new Set(Object.keys(aggregateFunctions));

/** Functions that stand before OVER only. */
export const windowOnly: ReadonlySet<string> = new Set(Object.keys(windowFunctions));
