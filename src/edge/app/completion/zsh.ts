import { allOf, type CommandWords, type Values, valuedOptions } from "./words.ts";

/** Completion for zsh: `eval "$(timonel completion zsh)"` behind compinit, or saved as _timonel in a directory of fpath. */
export function zshScript(root: CommandWords): string {
  const valued = valuedOptions(root);
  const commands = allOf(root);
  const paths = commands.map(({ path }) => path).filter((path) => path !== "");
  return `#compdef timonel
# Completion of timonel for zsh. In ~/.zshrc, behind compinit: eval "$(timonel completion zsh)"
_timonel() {
  local cur=\${words[CURRENT]} prev=\${words[CURRENT-1]} at= word= skip= i
  local -a shown
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    if [[ -n $skip ]]; then skip=; continue; fi
    case $word in
      (${valued.map(([option]) => option).join("|")}) skip=1; continue ;;
      (-*) continue ;;
    esac
    case "\${at:+$at }$word" in
      (${paths.map((path) => quoted(path)).join("|")}) at="\${at:+$at }$word" ;;
    esac
  done
  if [[ $cur == [./~]* ]]; then _files; return; fi
  case $prev in
${valued.map(([option, values]) => `    (${option}) ${offer(values)}; return ;;`).join("\n")}
  esac
  case $at in
${commands.map(({ path, command }) => `    (${quoted(path)})\n${offersOf(command)} ;;`).join("\n")}
  esac
}
if [[ "\${funcstack[1]}" == _timonel ]]; then
  _timonel "$@"
elif (( \${+functions[compdef]} )); then
  compdef _timonel timonel
fi
`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function offer(values: Values): string {
  if (values === "file") return "_files";
  if (values === "directory") return "_files -/";
  if (values === "free") return "_message value";
  return `compadd -- ${values.map(quoted).join(" ")}`;
}

/** `name:what it does`, a colon in the name written as such. */
const told = (name: string, description: string): string =>
  quoted(`${name.replaceAll(":", "\\\\:")}:${description}`);

function offersOf({ commands, options, argument }: CommandWords): string {
  const flags = `shown=(${options.map(({ long, description }) => told(long, description)).join(" ")}); _describe -o option shown`;
  const verbs = `shown=(${commands.map(({ name, description }) => told(name, description)).join(" ")}); _describe verb shown`;
  const bare = commands.length > 0 ? verbs : argument === "free" ? flags : offer(argument);
  return `      if [[ $cur == -* ]]; then ${flags}
      else ${bare}
      fi`;
}
