import { expect, it } from 'vitest';
import { withoutStudioTransforms } from './studioTransforms.ts';

const studio = 's3://aws-glue-studio-transforms-510798373988-prod-us-east-1';

it('leaves out what the runtime has itself', () => {
  const own = 's3://lake/code/gs_mine.py';
  expect(withoutStudioTransforms([`${studio}/gs_common.py`, `${studio}/gs_derived.py`, own])).toEqual([own]);
});

it('refuses a transform that it has not, and says what to do', () => {
  expect(() => withoutStudioTransforms([`${studio}/gs_lookup.py`])).toThrow(/does not have gs_lookup.*DataFrame/);
});
