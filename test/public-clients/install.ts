/** Installs the public clients that are tried on the development chain, for the tests alone. */
import { installPackages } from '../nested-packages.ts'

installPackages(new URL('.', import.meta.url), 'public clients for the tests')
