import { Fault } from '../../server/fault.ts';

export interface Place {
  readonly region: string;
  readonly accountId: string;
}

export function machineArn(place: Place, name: string): string {
  return `arn:aws:states:${place.region}:${place.accountId}:stateMachine:${name}`;
}

export function activityArn(place: Place, name: string): string {
  return `arn:aws:states:${place.region}:${place.accountId}:activity:${name}`;
}

/** The execution of a standard machine; `of` is its name, with the Map's label for a child of a map run. */
export function executionArn(place: Place, of: string, name: string): string {
  return `arn:aws:states:${place.region}:${place.accountId}:execution:${of}:${name}`;
}

export function expressArn(place: Place, of: string, name: string, id: string): string {
  return `arn:aws:states:${place.region}:${place.accountId}:express:${of}:${name}:${id}`;
}

export function mapRunArn(place: Place, machine: string, label: string, id: string): string {
  return `arn:aws:states:${place.region}:${place.accountId}:mapRun:${machine}/${label}:${id}`;
}

/** A machine's ARN apart from the version or alias that may follow it. */
export function splitMachineArn(arn: string): { readonly machine: string; readonly qualifier: string | undefined } {
  const parts = arn.split(':');
  if (parts.length < 7 || parts[0] !== 'arn' || parts[2] !== 'states' || parts[5] !== 'stateMachine') {
    throw new Fault('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  }
  return { machine: parts.slice(0, 7).join(':'), qualifier: parts[7] };
}

/** AWS forbids white space, brackets, wildcards and some punctuation in names. @throws Fault InvalidName */
export function requireName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here.
  if (name.length < 1 || name.length > 80 || /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/.test(name)) {
    throw new Fault('InvalidName', `Invalid Name: '${name}'`);
  }
  return name;
}
