export function newParserFiles(id: string, isOutside?: boolean): Map<string, string>;
