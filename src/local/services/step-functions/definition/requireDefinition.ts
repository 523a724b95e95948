import { diagnosticText } from '../../../../core/asl/diagnostics.ts';
import { validateDefinition } from '../../../../core/asl/validateDefinition.ts';
import { Fault } from '../../../server/fault.ts';
import type { Machine } from '../interpreter/asl.ts';

/** @throws Fault InvalidDefinition that names every place */
export async function requireDefinition(definition: string): Promise<Machine> {
  const found = await validateDefinition(definition);
  if (found.length > 0) {
    throw new Fault('InvalidDefinition', `Invalid State Machine Definition: '${diagnosticText(found)}'`);
  }
  return JSON.parse(definition) as Machine;
}
