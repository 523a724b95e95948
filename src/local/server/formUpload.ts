import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request is a form that uploads to S3: it carries its signature among its fields, which S3 reads and verifies
 * itself. https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 */
export function isFormUpload(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  return (
    method === 'POST' &&
    headers.authorization === undefined &&
    /^multipart\/form-data\s*;/i.test(headers['content-type'] ?? '')
  );
}
