import { Argument, Command, Option } from 'commander'
import { PICTURES, type PictureOptions } from '../trace/picture.ts'
import { integer, refuseUnwritable } from './options.ts'
import type { CommandContext } from './program.ts'

interface TraceFlags {
  readonly as: PictureOptions['as']
  readonly actor?: readonly string[]
  readonly last?: number
  readonly out?: string
}

export function traceCommand({ doers, shell }: CommandContext): Command {
  const command = new Command('trace')
    .description('draw a trace: who told whom what, or when each actor was at work')
    .addArgument(new Argument('<trace>', 'a file written by run --trace or dev --trace'))
    .addOption(
      new Option('--as <picture>', 'sequence and timing are SVG, mermaid is text')
        .choices(PICTURES)
        .default('sequence'),
    )
    .addOption(
      new Option('--actor <name>', 'only this one, or several').argParser(
        (name: string, before: readonly string[] = []) => [...before, name],
      ),
    )
    .addOption(new Option('--last <n>', 'at most so many steps of a sequence, 200 by default').argParser(integer(1)))
    .addOption(new Option('--out <file>', 'write it there instead of to standard output'))
  return command.action(async (file: string, { as, actor, last, out }: TraceFlags) => {
    const reason = await doers.reasonAgainstReading(file)
    if (reason !== undefined) command.error(`error: ${file} cannot be read: ${reason}`)
    await refuseUnwritable(command, doers, '--out', out)
    const options = { as, ...(actor !== undefined && { actors: actor }), ...(last !== undefined && { last }) }
    const picture = await doers.picture(file, options).catch((error: Error) => command.error(`error: ${error.message}`))
    if (out === undefined) shell.out(picture)
    else await doers.write(out, picture)
  })
}
