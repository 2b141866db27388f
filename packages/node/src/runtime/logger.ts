/** Logging port: constant messages, fields for values; no secrets, no recipient data. */
import { pino } from 'pino'

export type Logger = {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
  child(bindings: object): Logger
}

/** A JSON logger on stderr: stdout belongs to programs that read it. */
export function createLogger({ level, name }: { level: string; name: string }): Logger {
  return pino(
    { level, name, redact: ['*.privateKey', '*.apiKey', '*.token', '*.recipient', '*.account'] },
    pino.destination({ dest: 2, sync: true }),
  )
}
