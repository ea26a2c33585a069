import { Command } from 'commander'
import type { CommandContext } from './program.ts'

export const signerCommand = ({ doers, shell, finish }: CommandContext): Command =>
  new Command('signer')
    .description('hold a key and sign for nodes of this machine, over a unix socket, what its policy allows')
    .requiredOption('-c, --config <file>', 'config file of the signer')
    .action(async ({ config }: { config: string }) => finish(await doers.runSigner(config, shell.cwd)))
