#!/usr/bin/env node
import { ConfigError } from '../config/problem.ts'
import { EXIT } from '../exit.ts'
import { createProgram } from './program.ts'

try {
  const exitCode = await createProgram().run(process.argv)
  // Waits for nothing more: what was to be finished has been.
  process.exit(exitCode)
} catch (error) {
  const known = error instanceof ConfigError
  process.stderr.write(
    `${known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  process.exit(EXIT.failed)
}
