/** Exit codes: one line, the right number. */
import { expect, test } from 'vitest'
import { CliError, describeError, exitCodes, parseArgument, retryError, usageError } from './errors.ts'

test('each kind has its exit code', () => {
  expect(describeError(new CliError('x')).exitCode).toBe(1)
  expect(describeError(usageError('x')).exitCode).toBe(2)
  expect(describeError(retryError('x')).exitCode).toBe(75)
  expect(describeError(new Error('x')).exitCode).toBe(1)
})

test('a retryable SDK error exits 75 with its short message', () => {
  const error = Object.assign(new Error('long\n\nVersion: 1'), {
    shortMessage: 'The gateway is busy.',
    metaMessages: ['Try again.'],
    retryable: true,
  })
  expect(describeError(error)).toEqual({ message: 'The gateway is busy. Try again.', exitCode: exitCodes.retry })
})

test('messages are one line', () => {
  expect(describeError(new Error('first\n  second\n')).message).toBe('first second')
})

test('what a parser throws is a usage error', () => {
  expect(() =>
    parseArgument(() => {
      throw new TypeError('bad')
    }),
  ).toThrow(expect.objectContaining({ exitCode: 2, message: 'bad' }))
})
