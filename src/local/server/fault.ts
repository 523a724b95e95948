/** An error that a caller sees as the AWS service words it; anything else thrown becomes an InternalFailure. */
export class Fault extends Error {
  override readonly name = 'Fault';
  /** The service's error code, such as `EntityNotFoundException`. */
  readonly code: string;
  readonly status: number;
  /** More members of the error shape, where the API documents them. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

/** What every service answers for input that is not as its API says. */
export function validationFault(message: string): Fault {
  return new Fault('ValidationException', message);
}
