import { checkMachine } from './checkStates.ts';
import { type Diagnostic, problem } from './diagnostics.ts';

/** Everything wrong with a definition; empty when AWS would take it. */
export async function validateDefinition(definition: string): Promise<readonly Diagnostic[]> {
  let machine: unknown;
  try {
    machine = JSON.parse(definition);
  } catch (error) {
    return [problem('INVALID_JSON_DESCRIPTION', (error as Error).message, '')];
  }
  const found = await checkMachine(machine, '', 'JSONPath');
  return found.length > 0 ? found : await checkSchemas(definition);
}

async function checkSchemas(definition: string): Promise<readonly Diagnostic[]> {
  // It writes into what it is given, so it gets a copy.
  const { default: validate } = await import('asl-validator');
  const { errors } = validate(JSON.parse(definition), { checkPaths: true, checkArn: false });
  return errors.map((each) => {
    const location = each.schemaError?.instancePath ?? '';
    const message = each.Message.replace(`${location} is invalid. `, '');
    return problem(each['Error code'], message, location);
  });
}
