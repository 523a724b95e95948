import type { LambdaFunction } from '../functionStore.ts';

/** As Lambda writes dates of functions: `2024-05-01T12:00:00.000+0000`. */
export function lambdaDate(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+0000');
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
export function configurationShape(fn: LambdaFunction, arn = fn.arn): Record<string, unknown> {
  return {
    FunctionName: fn.name,
    FunctionArn: arn,
    Runtime: fn.runtime,
    Role: fn.role,
    Handler: fn.handler,
    CodeSize: fn.codeSize,
    Description: fn.description,
    Timeout: fn.timeout,
    MemorySize: fn.memorySize,
    LastModified: lambdaDate(fn.lastModified),
    CodeSha256: fn.codeSha256,
    Version: fn.version,
    ...(Object.keys(fn.environment).length > 0 ? { Environment: { Variables: fn.environment } } : {}),
    ...(fn.deadLetterArn ? { DeadLetterConfig: { TargetArn: fn.deadLetterArn } } : {}),
    TracingConfig: { Mode: fn.tracingMode },
    RevisionId: fn.revisionId,
    ...(fn.layers.length > 0 ? { Layers: fn.layers.map((Arn) => ({ Arn, CodeSize: 0 })) } : {}),
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: fn.architectures,
    EphemeralStorage: { Size: fn.ephemeralStorage },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: fn.logGroup ?? `/aws/lambda/${fn.name}` },
  };
}
