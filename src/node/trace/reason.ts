import { readFile } from 'node:fs/promises'
import { messageOf, readTrace } from '../../kernel/index.ts'

/** A reason why that is no trace that could be read. */
export async function reasonAgainstReading(file: string): Promise<string | undefined> {
  try {
    readTrace(await readFile(file, 'utf8'))
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}
