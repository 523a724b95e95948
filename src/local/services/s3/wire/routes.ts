/**
 * Which operation an HTTP request asks for, and what its bodies look like:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html. The first route
 * that fits is taken; headers are the same for all (members.ts).
 */
import { absentConfigurations, bucketConfigurations, taggingShape } from '../bucketConfigurations.ts';
import { configurationRoutes } from './configurationRoutes.ts';
import type { S3Request } from './request.ts';
import type { S3Route } from './route.ts';
import type { Members, Shape } from './xmlShape.ts';

const at = (as: string, shape: Shape) => ({ as, shape });
const flat = (members: Members): Shape => ({ flat: { members } });
const owner: Shape = { members: { ID: 'string', DisplayName: 'string' } };
const checksums: Members = {
  ChecksumCRC32: 'string',
  ChecksumCRC32C: 'string',
  ChecksumCRC64NVME: 'string',
  ChecksumSHA1: 'string',
  ChecksumSHA256: 'string',
};
const object: Members = {
  Key: 'string',
  LastModified: 'date',
  ETag: 'string',
  ChecksumAlgorithm: { flat: 'string' },
  ChecksumType: 'string',
  Size: 'number',
  StorageClass: 'string',
  Owner: owner,
};
const listed: Members = {
  Name: 'string',
  Prefix: 'string',
  MaxKeys: 'number',
  Delimiter: 'string',
  EncodingType: 'string',
  IsTruncated: 'boolean',
};
const prefixes = flat({ Prefix: 'string' });
const accessControl: Shape = {
  members: {
    Owner: owner,
    Grants: at('AccessControlList', {
      list: { members: { Grantee: { members: { ID: 'string', DisplayName: 'string' } }, Permission: 'string' } },
      item: 'Grant',
    }),
  },
};
const part: Members = { PartNumber: 'number', LastModified: 'date', ETag: 'string', Size: 'number', ...checksums };
const copied: Shape = { members: { LastModified: 'date', ETag: 'string', ChecksumType: 'string', ...checksums } };

const listQuery = { prefix: 'Prefix', delimiter: 'Delimiter', 'encoding-type': 'EncodingType', 'max-keys': 'MaxKeys' };
const readQuery = {
  versionId: 'VersionId',
  partNumber: 'PartNumber',
  'response-cache-control': 'ResponseCacheControl',
  'response-content-disposition': 'ResponseContentDisposition',
  'response-content-encoding': 'ResponseContentEncoding',
  'response-content-language': 'ResponseContentLanguage',
  'response-content-type': 'ResponseContentType',
  'response-expires': 'ResponseExpires',
};
const partQuery = { uploadId: 'UploadId', partNumber: 'PartNumber' };

export const routes: readonly S3Route[] = [
  {
    operation: 'ListBuckets',
    method: 'GET',
    on: 'service',
    query: {
      prefix: 'Prefix',
      'max-buckets': 'MaxBuckets',
      'continuation-token': 'ContinuationToken',
      'bucket-region': 'BucketRegion',
    },
    output: {
      kind: 'xml',
      root: 'ListAllMyBucketsResult',
      shape: {
        members: {
          Owner: owner,
          Buckets: {
            list: { members: { Name: 'string', CreationDate: 'date', BucketRegion: 'string' } },
            item: 'Bucket',
          },
          ContinuationToken: 'string',
          Prefix: 'string',
        },
      },
    },
  },

  ...configurationRoutes(bucketConfigurations),
  ...Object.entries(absentConfigurations).map(
    ([name, { get }]): S3Route => ({ operation: get, method: 'GET', on: 'bucket', when: [name] }),
  ),
  {
    operation: 'GetBucketLocation',
    method: 'GET',
    on: 'bucket',
    when: ['location'],
    output: { kind: 'xml', root: 'LocationConstraint', shape: 'string', member: 'LocationConstraint' },
  },
  {
    operation: 'GetBucketAcl',
    method: 'GET',
    on: 'bucket',
    when: ['acl'],
    output: { kind: 'xml', root: 'AccessControlPolicy', shape: accessControl },
  },
  { operation: 'PutBucketAcl', method: 'PUT', on: 'bucket', when: ['acl'] },
  {
    operation: 'ListMultipartUploads',
    method: 'GET',
    on: 'bucket',
    when: ['uploads'],
    query: {
      prefix: 'Prefix',
      delimiter: 'Delimiter',
      'encoding-type': 'EncodingType',
      'key-marker': 'KeyMarker',
      'upload-id-marker': 'UploadIdMarker',
      'max-uploads': 'MaxUploads',
    },
    output: {
      kind: 'xml',
      root: 'ListMultipartUploadsResult',
      shape: {
        members: {
          Bucket: 'string',
          KeyMarker: 'string',
          UploadIdMarker: 'string',
          NextKeyMarker: 'string',
          NextUploadIdMarker: 'string',
          Prefix: 'string',
          Delimiter: 'string',
          EncodingType: 'string',
          MaxUploads: 'number',
          IsTruncated: 'boolean',
          Uploads: at(
            'Upload',
            flat({
              Key: 'string',
              UploadId: 'string',
              Initiator: owner,
              Owner: owner,
              StorageClass: 'string',
              Initiated: 'date',
              ChecksumAlgorithm: 'string',
              ChecksumType: 'string',
            }),
          ),
          CommonPrefixes: prefixes,
        },
      },
    },
  },
  {
    operation: 'ListObjectVersions',
    method: 'GET',
    on: 'bucket',
    when: ['versions'],
    query: { ...listQuery, 'key-marker': 'KeyMarker', 'version-id-marker': 'VersionIdMarker' },
    output: {
      kind: 'xml',
      root: 'ListVersionsResult',
      shape: {
        members: {
          ...listed,
          KeyMarker: 'string',
          VersionIdMarker: 'string',
          NextKeyMarker: 'string',
          NextVersionIdMarker: 'string',
          Versions: at('Version', flat({ ...object, VersionId: 'string', IsLatest: 'boolean' })),
          CommonPrefixes: prefixes,
        },
      },
    },
  },
  {
    operation: 'ListObjectsV2',
    method: 'GET',
    on: 'bucket',
    when: ['list-type=2'],
    query: {
      ...listQuery,
      'continuation-token': 'ContinuationToken',
      'start-after': 'StartAfter',
      'fetch-owner': 'FetchOwner',
    },
    output: {
      kind: 'xml',
      root: 'ListBucketResult',
      shape: {
        members: {
          ...listed,
          StartAfter: 'string',
          KeyCount: 'number',
          ContinuationToken: 'string',
          NextContinuationToken: 'string',
          Contents: flat(object),
          CommonPrefixes: prefixes,
        },
      },
    },
  },
  {
    operation: 'DeleteObjects',
    method: 'POST',
    on: 'bucket',
    when: ['delete'],
    input: {
      kind: 'xml',
      member: 'Delete',
      root: 'Delete',
      shape: {
        members: {
          Objects: at('Object', flat({ Key: 'string', VersionId: 'string', ETag: 'string' })),
          Quiet: 'boolean',
        },
      },
    },
    output: {
      kind: 'xml',
      root: 'DeleteResult',
      shape: {
        members: {
          Deleted: flat({ Key: 'readable', VersionId: 'string' }),
          Errors: at('Error', flat({ Key: 'readable', VersionId: 'string', Code: 'string', Message: 'string' })),
        },
      },
    },
  },
  {
    operation: 'CreateBucket',
    method: 'PUT',
    on: 'bucket',
    input: {
      kind: 'xml',
      member: 'CreateBucketConfiguration',
      root: 'CreateBucketConfiguration',
      shape: {
        members: {
          LocationConstraint: 'string',
          Tags: { list: { members: { Key: 'string', Value: 'string' } }, item: 'Tag' },
        },
      },
    },
  },
  { operation: 'HeadBucket', method: 'HEAD', on: 'bucket' },
  { operation: 'DeleteBucket', method: 'DELETE', on: 'bucket', status: 204 },
  {
    operation: 'ListObjects',
    method: 'GET',
    on: 'bucket',
    query: { ...listQuery, marker: 'Marker' },
    output: {
      kind: 'xml',
      root: 'ListBucketResult',
      shape: {
        members: {
          ...listed,
          Marker: 'string',
          NextMarker: 'string',
          Contents: flat(object),
          CommonPrefixes: prefixes,
        },
      },
    },
  },

  {
    operation: 'GetObjectTagging',
    method: 'GET',
    on: 'object',
    when: ['tagging'],
    query: { versionId: 'VersionId' },
    output: { kind: 'xml', root: 'Tagging', shape: taggingShape },
  },
  {
    operation: 'PutObjectTagging',
    method: 'PUT',
    on: 'object',
    when: ['tagging'],
    query: { versionId: 'VersionId' },
    input: { kind: 'xml', member: 'Tagging', root: 'Tagging', shape: taggingShape },
  },
  {
    operation: 'DeleteObjectTagging',
    method: 'DELETE',
    on: 'object',
    when: ['tagging'],
    query: { versionId: 'VersionId' },
    status: 204,
  },
  {
    operation: 'GetObjectAcl',
    method: 'GET',
    on: 'object',
    when: ['acl'],
    output: { kind: 'xml', root: 'AccessControlPolicy', shape: accessControl },
  },
  { operation: 'PutObjectAcl', method: 'PUT', on: 'object', when: ['acl'] },
  {
    operation: 'GetObjectAttributes',
    method: 'GET',
    on: 'object',
    when: ['attributes'],
    query: { versionId: 'VersionId' },
    output: {
      kind: 'xml',
      root: 'GetObjectAttributesResponse',
      shape: {
        members: {
          ETag: 'string',
          Checksum: { members: { ...checksums, ChecksumType: 'string' } },
          ObjectParts: {
            members: {
              TotalPartsCount: at('PartsCount', 'number'),
              PartNumberMarker: 'number',
              NextPartNumberMarker: 'number',
              MaxParts: 'number',
              IsTruncated: 'boolean',
              Parts: at('Part', flat({ PartNumber: 'number', Size: 'number', ...checksums })),
            },
          },
          StorageClass: 'string',
          ObjectSize: 'number',
        },
      },
    },
  },
  {
    operation: 'CreateMultipartUpload',
    method: 'POST',
    on: 'object',
    when: ['uploads'],
    output: {
      kind: 'xml',
      root: 'InitiateMultipartUploadResult',
      shape: { members: { Bucket: 'string', Key: 'string', UploadId: 'string' } },
    },
  },
  {
    operation: 'UploadPartCopy',
    method: 'PUT',
    on: 'object',
    when: ['uploadId', 'partNumber'],
    header: 'x-amz-copy-source',
    query: partQuery,
    output: { kind: 'xml', root: 'CopyPartResult', shape: copied, member: 'CopyPartResult' },
  },
  {
    operation: 'UploadPart',
    method: 'PUT',
    on: 'object',
    when: ['uploadId', 'partNumber'],
    query: partQuery,
    input: { kind: 'stream' },
  },
  {
    operation: 'CompleteMultipartUpload',
    method: 'POST',
    on: 'object',
    when: ['uploadId'],
    query: { uploadId: 'UploadId' },
    input: {
      kind: 'xml',
      member: 'MultipartUpload',
      root: 'CompleteMultipartUpload',
      shape: { members: { Parts: at('Part', flat({ PartNumber: 'number', ETag: 'string', ...checksums })) } },
    },
    output: {
      kind: 'xml',
      root: 'CompleteMultipartUploadResult',
      shape: {
        members: {
          Location: 'string',
          Bucket: 'string',
          Key: 'string',
          ETag: 'string',
          ...checksums,
          ChecksumType: 'string',
        },
      },
    },
  },
  {
    operation: 'ListParts',
    method: 'GET',
    on: 'object',
    when: ['uploadId'],
    query: { uploadId: 'UploadId', 'max-parts': 'MaxParts', 'part-number-marker': 'PartNumberMarker' },
    output: {
      kind: 'xml',
      root: 'ListPartsResult',
      shape: {
        members: {
          Bucket: 'string',
          Key: 'string',
          UploadId: 'string',
          PartNumberMarker: 'number',
          NextPartNumberMarker: 'number',
          MaxParts: 'number',
          IsTruncated: 'boolean',
          Parts: at('Part', flat(part)),
          Initiator: owner,
          Owner: owner,
          StorageClass: 'string',
          ChecksumAlgorithm: 'string',
          ChecksumType: 'string',
        },
      },
    },
  },
  {
    operation: 'AbortMultipartUpload',
    method: 'DELETE',
    on: 'object',
    when: ['uploadId'],
    query: { uploadId: 'UploadId' },
    status: 204,
  },
  {
    operation: 'CopyObject',
    method: 'PUT',
    on: 'object',
    header: 'x-amz-copy-source',
    output: { kind: 'xml', root: 'CopyObjectResult', shape: copied, member: 'CopyObjectResult' },
  },
  { operation: 'PutObject', method: 'PUT', on: 'object', input: { kind: 'stream' } },
  { operation: 'GetObject', method: 'GET', on: 'object', query: readQuery },
  { operation: 'HeadObject', method: 'HEAD', on: 'object', query: readQuery },
  { operation: 'DeleteObject', method: 'DELETE', on: 'object', query: { versionId: 'VersionId' }, status: 204 },
];

/** Sub-resources that S3 has and the local one has not: never to be mistaken for the bucket or the object itself. */
const unserved = [
  'analytics',
  'intelligent-tiering',
  'inventory',
  'metrics',
  'replication',
  'object-lock',
  'policyStatus',
  'legal-hold',
  'retention',
  'torrent',
  'restore',
  'select',
  'metadataTable',
  'metadataConfiguration',
  'renameObject',
  'session',
  'append',
];

export function routeOf(request: S3Request): S3Route | undefined {
  const found = fittingRoute(request);
  const isWhole = found !== undefined && found.when === undefined;
  return isWhole && unserved.some((name) => request.query.has(name)) ? undefined : found;
}

function fittingRoute(request: S3Request): S3Route | undefined {
  const on = request.bucket === undefined ? 'service' : request.key === undefined ? 'bucket' : 'object';
  return routes.find(
    (route) =>
      route.method === request.method &&
      route.on === on &&
      (route.header === undefined || request.headers[route.header] !== undefined) &&
      (route.when ?? []).every((each) => {
        const [name = '', value] = each.split('=');
        return value === undefined ? request.query.has(name) : request.query.get(name) === value;
      }),
  );
}
