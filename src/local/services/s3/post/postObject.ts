/** An object uploaded with a form: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Fault } from '../../../server/fault.ts';
import type { Call } from '../../../server/operation.ts';
import type { Credentials } from '../../../server/sigV4.ts';
import { taggingShape } from '../bucketConfigurations.ts';
import type { S3Operations } from '../s3Parts.ts';
import type { Tag } from '../tags.ts';
import { metadataPrefix, requestHeaders } from '../wire/members.ts';
import { readRequest } from '../wire/request.ts';
import { escapeText, readXml } from '../wire/xmlShape.ts';
import { readForm } from './multipartForm.ts';
import { checkPolicy, type SizeLimits } from './postPolicy.ts';

/** @throws Fault as S3 words it */
export async function postObject(
  request: IncomingMessage,
  response: ServerResponse,
  call: Call,
  { operations, credentials }: { readonly operations: S3Operations; readonly credentials: Credentials },
): Promise<void> {
  const { bucket = '' } = readRequest(request);
  const { fields, fileName, file } = await readForm(request, request.headers['content-type'] ?? '');
  const named = fields.get('key');
  if (named === undefined) {
    throw new Fault(
      'InvalidArgument',
      "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
      400,
      { ArgumentName: 'key', ArgumentValue: '' },
    );
  }
  const limits = checkPolicy(fields, bucket, credentials, Date.now());
  const key = named.replaceAll('${filename}', fileName);
  const input = { ...inputOf(fields), Bucket: bucket, Key: key, Body: measured(file, limits) };
  const { ETag } = (await operations.PutObject!(input, call)) as { readonly ETag: string };
  answer(response, fields, { bucket, key, etag: ETag, host: request.headers.host ?? '' });
}

function inputOf(fields: ReadonlyMap<string, string>): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [member, header] of Object.entries(requestHeaders)) {
    if (fields.has(header) && !/^(content-length|content-md5|if-)/.test(header)) input[member] = fields.get(header);
  }
  if (fields.has('acl')) input.ACL = fields.get('acl');
  const tagging = fields.get('tagging');
  if (tagging !== undefined) {
    const { TagSet = [] } = readXml(tagging, 'Tagging', taggingShape) as { readonly TagSet?: readonly Tag[] };
    input.Tagging = String(new URLSearchParams(TagSet.map(({ Key, Value }) => [Key, Value])));
  }
  const metadata = [...fields].filter(([name]) => name.startsWith(metadataPrefix));
  if (metadata.length > 0) {
    input.Metadata = Object.fromEntries(metadata.map(([name, value]) => [name.slice(metadataPrefix.length), value]));
  }
  return input;
}

async function* measured(file: AsyncIterable<Buffer>, { least, most }: SizeLimits): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of file) {
    size += piece.length;
    if (size > most) {
      throw new Fault('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400, {
        ProposedSize: size,
        MaxSizeAllowed: most,
      });
    }
    yield piece;
  }
  if (size < least) {
    throw new Fault('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400, {
      ProposedSize: size,
      MinSizeAllowed: least,
    });
  }
}

interface Posted {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly host: string;
}

function answer(response: ServerResponse, fields: ReadonlyMap<string, string>, posted: Posted): void {
  const { bucket, key, etag, host } = posted;
  const place = `http://${host}/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
  response.setHeader('etag', etag);
  const redirect = fields.get('success_action_redirect') ?? fields.get('redirect');
  if (redirect !== undefined && URL.canParse(redirect)) {
    const to = new URL(redirect);
    for (const [name, value] of Object.entries({ bucket, key, etag })) to.searchParams.set(name, value);
    response.setHeader('location', to.href);
    response.writeHead(303).end();
    return;
  }
  response.setHeader('location', place);
  const status = fields.get('success_action_status');
  if (status !== '201') {
    response.writeHead(status === '200' ? 200 : 204).end();
    return;
  }
  const members = { Location: place, Bucket: bucket, Key: key, ETag: etag };
  const body = Object.entries(members).map(([name, value]) => `<${name}>${escapeText(value)}</${name}>`);
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse>${body.join('')}</PostResponse>`;
  response.writeHead(201, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(xml) }).end(xml);
}
