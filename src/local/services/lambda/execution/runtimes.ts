import { Fault } from '../../../server/fault.ts';

/** What runs a function here. */
export type Engine = 'python' | 'node';

/** @throws Fault InvalidParameterValueException for runtimes that the local endpoint cannot run */
export function engineOf(runtime: string | undefined): Engine {
  if (/^python3\.\d+$/.test(runtime ?? '')) return 'python';
  if (/^nodejs\d+\.x$/.test(runtime ?? '')) return 'node';
  throw new Fault(
    'InvalidParameterValueException',
    `The local endpoint runs functions of the runtimes python3.x and nodejs*.x, not ${runtime ?? 'container images'}.`,
  );
}
