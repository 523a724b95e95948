/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html */
import { Fault } from '../../server/fault.ts';

/** Names that RDS for PostgreSQL keeps for itself. */
const reserved = new Set(['admin', 'postgres_admin', 'public', 'rdsadmin', 'replication', 'root', 'none']);

/** @throws Fault InvalidParameterValue */
export function checkMasterUser(name: string): void {
  if (!/^[A-Za-z][A-Za-z0-9_]{0,62}$/.test(name)) {
    throw invalid('The parameter MasterUsername must begin with a letter and contain only alphanumeric characters.');
  }
  if (
    reserved.has(name.toLowerCase()) ||
    name.toLowerCase().startsWith('rds_') ||
    name.toLowerCase().startsWith('pg_')
  ) {
    throw invalid(`MasterUsername ${name} cannot be used as it is a reserved word used by the engine`);
  }
}

/** @throws Fault InvalidParameterValue */
export function checkPassword(password: string | undefined): string {
  if (password === undefined) throw invalid('The parameter MasterUserPassword must be provided and must not be blank.');
  if (password.length < 8 || password.length > 128) {
    throw invalid(
      'The parameter MasterUserPassword is not a valid password because it is shorter than 8 or longer than 128 characters.',
    );
  }
  if (/[/@" ]|[^\x20-\x7e]/.test(password)) {
    throw invalid(
      "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.",
    );
  }
  return password;
}

function invalid(message: string): Fault {
  return new Fault('InvalidParameterValue', message);
}
