import { expect, it } from 'vitest';
import { coresHere, workersOf } from './workers.ts';

it.each([
  [{ WorkerType: 'G.2X', NumberOfWorkers: 4 }, '4 × G.2X', 24],
  [{ WorkerType: 'G.1X', NumberOfWorkers: 2 }, '2 × G.1X', 4],
  [{ WorkerType: 'G.025X', NumberOfWorkers: 1 }, '1 × G.025X', 2],
  [{ MaxCapacity: 5 }, '5 DPU', 16],
  [{}, '10 × G.1X', 36],
])('%j', (run, label, cores) => {
  expect(workersOf(run)).toEqual({ label, cores });
});

it('has no more cores here than the machine, and no more than on Glue', () => {
  expect(coresHere({ label: '', cores: 36 }, 8)).toBe(8);
  expect(coresHere({ label: '', cores: 4 }, 8)).toBe(4);
});
