/**
 * Fn::ForEach, of the transform AWS::LanguageExtensions:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
 */
import { evaluate, type Scope } from './intrinsics.ts';
import { parameterDefaults } from './parameters.ts';
import { templateFault } from './readTemplate.ts';
import { isJson, type Json, type Template } from './template.ts';

/** How many copies loops may make in all; a template has at most 500 resources. */
const mostCopies = 10_000;
const loopKey = /^Fn::ForEach::([a-zA-Z0-9]+)$/;
const sections = ['Conditions', 'Resources', 'Outputs'];

export type Values = ReadonlyMap<string, unknown>;

/**
 * A template's loops, written out.
 * @param valuesOf what parameters and pseudo parameters stand for; their defaults where nobody has given values yet
 * @returns what `parseTemplate` asks for; it throws Fault ValidationError for loops that are not as the reference says
 */
export function writeOutLoops(
  valuesOf: (declared: Template['Parameters']) => Values = parameterDefaults,
): (raw: Json, declared: Template['Parameters']) => Json {
  return (raw, declared) => {
    const values = valuesOf(declared);
    const mappings = isJson(raw.Mappings) ? (raw.Mappings as Record<string, Json>) : {};
    const loops = new Loops(values, mappings);
    return Object.fromEntries(
      Object.entries(raw).map(([name, value]) => [name, sections.includes(name) ? loops.writeOut(value, []) : value]),
    );
  };
}

/** What a loop's identifier stands for in one turn. */
type Turn = readonly [identifier: string, value: string];

class Loops {
  readonly #scope: Scope;
  #copies = 0;

  constructor(values: Values, mappings: Readonly<Record<string, Json>>) {
    const refuse = (): never => {
      throw failure('Fn::ForEach collections can be made of parameters and mappings only');
    };
    this.#scope = { values, mappings, condition: refuse, ref: refuse, getAtt: refuse, importValue: refuse };
  }

  writeOut(value: unknown, turns: readonly Turn[]): unknown {
    if (typeof value === 'string') return replaced(value, turns);
    if (Array.isArray(value)) return value.map((item) => this.writeOut(item, turns));
    if (!isJson(value)) return value;
    const named = Object.keys(value).length === 1 && turns.find(([identifier]) => identifier === value.Ref);
    if (named) return named[1];
    const written: Json = {};
    for (const [name, item] of Object.entries(value)) {
      const copies = loopKey.test(name)
        ? this.#copiesOf(item, turns)
        : [[replaced(name, turns), this.writeOut(item, turns)] as const];
      for (const [key, copy] of copies) {
        if (Object.hasOwn(written, key)) throw failure(`Fn::ForEach makes ${key} more than once`);
        written[key] = copy;
      }
    }
    return written;
  }

  #copiesOf(loop: unknown, turns: readonly Turn[]): (readonly [string, unknown])[] {
    const [identifier, collection, body] = Array.isArray(loop) && loop.length === 3 ? loop : [];
    if (typeof identifier !== 'string' || !isJson(body)) throw failure('Fn::ForEach layout is incorrect');
    const items = evaluate(this.writeOut(collection, turns), this.#scope);
    if (!Array.isArray(items)) throw failure('Fn::ForEach could not resolve the collection to a list');
    return items.flat().flatMap((item) => {
      if (++this.#copies > mostCopies) throw failure('Fn::ForEach makes too many copies');
      return Object.entries(this.writeOut(body, [...turns, [identifier, String(item)]]) as Json);
    });
  }
}

/** `&{Name}` leaves out what a logical id cannot hold. */
function replaced(text: string, turns: readonly Turn[]): string {
  return turns.reduce(
    (so, [identifier, value]) =>
      so.replaceAll(`\${${identifier}}`, value).replaceAll(`&{${identifier}}`, value.replace(/[^a-zA-Z0-9]/g, '')),
    text,
  );
}

function failure(message: string) {
  return templateFault(`Transform AWS::LanguageExtensions failed with: ${message}`);
}
