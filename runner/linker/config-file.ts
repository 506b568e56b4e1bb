/** The default configuration file, in the folder where the suite runs. */
export const CONFIG_FILE = 'coff2.config.json';
