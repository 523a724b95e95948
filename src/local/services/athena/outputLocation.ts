/** https://docs.aws.amazon.com/athena/latest/ug/querying.html#query-results-specify-location */
import { folderOfKey, formatS3Uri, parseS3Uri, type S3Place } from '../../../core/s3Uri.ts';
import { invalidRequest } from './athenaOperation.ts';
import type { ResultConfiguration, Workgroup } from './state/workgroups.ts';

/** @throws Fault InvalidRequestException when it is no place in S3 */
export function checkOutputLocation(location: string): S3Place {
  const place = location.startsWith('s3://') ? parseS3Uri(location) : undefined;
  if (!place) throw invalidRequest(`outputLocation is not a valid S3 path.`);
  return place;
}

/**
 * What holds for one query: the workgroup's configuration where it is enforced, else the query's own with the
 * workgroup's for what it leaves open.
 * @throws Fault InvalidRequestException when neither says where results go
 */
export function effectiveResults(
  workgroup: Workgroup,
  own: ResultConfiguration | undefined,
): ResultConfiguration & { readonly OutputLocation: string } {
  const { ResultConfiguration: groups, EnforceWorkGroupConfiguration: enforced } = workgroup.configuration;
  const given = Object.fromEntries(Object.entries(own ?? {}).filter(([, value]) => value !== undefined));
  const results: ResultConfiguration =
    enforced && groups.OutputLocation !== undefined ? groups : { ...groups, ...given };
  if (results.OutputLocation === undefined) {
    throw invalidRequest(
      'No output location provided. An output location is required either through the Workgroup result configuration ' +
        'setting or as an API input.',
    );
  }
  return { ...results, OutputLocation: results.OutputLocation };
}

/** An object below a location, whether that ends in a slash or not. */
export function below(location: string, name: string): string {
  const { bucket, key } = checkOutputLocation(location);
  return formatS3Uri({ bucket, key: `${folderOfKey(key)}${name}` });
}
