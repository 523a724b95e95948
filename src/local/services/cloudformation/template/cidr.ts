import { templateFault } from './readTemplate.ts';

/** Fn::Cidr for IPv4: the first `count` blocks of `hostBits` bits inside `block`. */
export function cidrBlocks(block: string, count: number, hostBits: number): string[] {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(block);
  const octets = match?.slice(1, 5).map(Number) ?? [];
  const prefix = Number(match?.[5]);
  const valid = match && octets.every((octet) => octet < 256) && prefix <= 32 && hostBits >= 1 && hostBits <= 32;
  if (!valid) throw templateFault(`Template error: Fn::Cidr does not take the block ${block}`);
  const size = 2 ** hostBits;
  const whole = 2 ** (32 - prefix);
  if (!Number.isInteger(count) || count < 1 || count > 256 || count * size > whole) {
    throw templateFault(`Template error: Fn::Cidr cannot make ${count} blocks of ${hostBits} bits out of ${block}`);
  }
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const first = address - (address % whole);
  return Array.from({ length: count }, (_, index) => {
    const start = first + index * size;
    const dotted = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join('.');
    return `${dotted}/${32 - hostBits}`;
  });
}
