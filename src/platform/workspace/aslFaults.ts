import { parseDocument } from 'yaml';
import type { Diagnostic } from '../../core/asl/diagnostics.ts';
import { validateDefinition } from '../../core/asl/validateDefinition.ts';
import type { TextFault } from '../../core/textFault.ts';
import { placeOf } from './yamlPlace.ts';

/** What a template's DefinitionSubstitutions fill in when it is deployed. */
const substitution = /\$\{[^}]*\}/;
const someArn = 'arn:aws:lambda:us-east-1:000000000000:function:name';

/**
 * Everything wrong with a file in the Amazon States Language, with its place. A text that is no JSON has no faults
 * here: the editor's own JSON support says what is wrong with it.
 */
export async function aslFaults(text: string): Promise<readonly TextFault[]> {
  const definition = withoutSubstitutions(text);
  if (definition === undefined) return [];
  // JSON is YAML, and this reader keeps the places.
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
  const found = await validateDefinition(definition);
  const telling = found.filter((each) => !isEcho(each));
  return (telling.length > 0 ? telling : found).flatMap(({ location, message }) => {
    const path = pathOf(location);
    const value: unknown = document.getIn(path);
    // A path or a number that is filled in later cannot be judged now.
    if (typeof value === 'string' && substitution.test(value)) return [];
    return [{ ...placeOf({ text, document }, path), message }];
  });
}

/**
 * When a state fits none of the schemas, they answer with its Type and its QueryLanguage too, which each of the others
 * expects to be another.
 */
function isEcho({ location, message }: Diagnostic): boolean {
  return /\/(Type|QueryLanguage)$/.test(location) && message === 'must be equal to one of the allowed values';
}

/** The definition as it may be once it is deployed: a resource that is filled in will be an ARN. */
function withoutSubstitutions(text: string): string | undefined {
  try {
    const machine: unknown = JSON.parse(text, (name, value: unknown) =>
      name === 'Resource' && typeof value === 'string' && substitution.test(value) ? someArn : value,
    );
    return JSON.stringify(machine);
  } catch {
    return undefined;
  }
}

/** `/States/a~1b/Branches[0]/StartAt` as names and indexes; the validator's own `/Choices/0` too. */
function pathOf(location: string): (string | number)[] {
  return location
    .split('/')
    .slice(1)
    .flatMap((part): (string | number)[] => {
      const [, name = '', indexes = ''] = /^(.*?)((?:\[\d+\])*)$/s.exec(part) ?? [];
      const plain = name.replaceAll('~1', '/').replaceAll('~0', '~');
      const numbers = [...indexes.matchAll(/\d+/g)].map(([digits]) => Number(digits));
      return [/^\d+$/.test(plain) ? Number(plain) : plain, ...numbers];
    });
}
