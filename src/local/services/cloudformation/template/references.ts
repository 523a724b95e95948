/** What a value of a template refers to, read without evaluating anything. */

export interface References {
  /** Resources, parameters and pseudo parameters. */
  readonly names: ReadonlySet<string>;
  readonly conditions: ReadonlySet<string>;
  /** `Resource.Attribute`, as Fn::GetAtt and Fn::Sub name them. */
  readonly attributes: readonly { readonly resource: string; readonly attribute: string }[];
}

export function references(value: unknown): References {
  const names = new Set<string>();
  const conditions = new Set<string>();
  const attributes: { resource: string; attribute: string }[] = [];
  const getAtt = (path: unknown) => {
    const { resource, attribute } = attributePath(path);
    names.add(resource);
    if (typeof attribute === 'string') attributes.push({ resource, attribute });
    else walk(attribute);
  };
  const sub = (argument: unknown) => {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    walk(variables);
    for (const name of placeholders(String(text))) {
      if (typeof variables === 'object' && variables !== null && Object.hasOwn(variables, name)) continue;
      if (name.includes('.')) getAtt(name);
      else names.add(name);
    }
  };
  const walk = (each: unknown): void => {
    if (typeof each !== 'object' || each === null) return;
    const [only, ...more] = Object.entries(each);
    if (!only || more.length > 0 || Array.isArray(each) || !walkFunction(only[0], only[1])) {
      for (const item of Object.values(each)) walk(item);
    }
  };
  const walkFunction = (name: string, argument: unknown): boolean => {
    if (name === 'Ref' && typeof argument === 'string') names.add(argument);
    else if (name === 'Fn::GetAtt') getAtt(argument);
    else if (name === 'Fn::Sub') sub(argument);
    else if (name === 'Condition' && typeof argument === 'string') conditions.add(argument);
    else if (name === 'Fn::If' && Array.isArray(argument) && typeof argument[0] === 'string') {
      conditions.add(argument[0]);
      walk(argument.slice(1));
    } else return false;
    return true;
  };
  walk(value);
  return { names, conditions, attributes };
}

/** `Bucket.Arn`, `["Bucket", "Arn"]` or `["Table", {"Ref": "Name"}]`. */
export function attributePath(path: unknown): { resource: string; attribute: unknown } {
  if (Array.isArray(path)) return { resource: String(path[0]), attribute: path[1] ?? '' };
  const text = String(path);
  const dot = text.indexOf('.');
  return dot < 0 ? { resource: text, attribute: '' } : { resource: text.slice(0, dot), attribute: text.slice(dot + 1) };
}

/** The names in `${…}` of an Fn::Sub text; `${!Literal}` is none. */
export function placeholders(text: string): string[] {
  return [...text.matchAll(/\$\{([^!{}][^{}]*)\}/g)].map((match) => match[1]!.trim());
}
