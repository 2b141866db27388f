/** What is wrong with a configuration or a secret file. */

/** Names the file and every problem in one line. `code` is stable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly code = 'config_invalid'
  readonly path: string
  readonly problems: readonly string[]

  constructor(path: string, problems: readonly string[]) {
    super(`${path}: ${problems.join('; ')}`)
    this.path = path
    this.problems = problems
  }
}
