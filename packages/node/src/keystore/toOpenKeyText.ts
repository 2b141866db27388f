/** What to tell the operator about a key that did not open. */
import type { OpenKeyProblem } from './openKey.ts'

/** One line that names the file and what to do; nothing of the file's contents. */
export function toOpenKeyText(path: string, problem: OpenKeyProblem): string {
  switch (problem) {
    case 'noKey':
      return `${path} holds no 32-byte hex key and no keystore`
    case 'noKeystore':
      return `${path} is not a version 3 keystore with scrypt or pbkdf2 and aes-128-ctr; \`paynode keys encrypt\` writes one`
    case 'noPassphrase':
      return `${path} is encrypted; set keys.passphraseFile, give --passphrase-file, or start in a terminal to be asked`
    case 'wrongPassphrase':
      return `${path} does not open: the passphrase is wrong, or the file was changed`
  }
}
