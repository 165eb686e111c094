using System.CommandLine;

namespace Espalier.Cli.Frame;

/// <summary>The help of any command, from what the command declares.</summary>
internal static class Help
{
    private const int MostExamples = 4;

    public static void Write(HelpSheet sheet, Command command, CommonOptions common)
    {
        sheet.Paragraph(command.Description + (command.Description!.EndsWith('.') ? string.Empty : "."));
        sheet.Heading("Usage");
        sheet.Item(Usage(command));
        sheet.Section("Commands", [.. command.Subcommands.Where(sub => !sub.Hidden).Select(sub => (sub.Name, sub.Description!))]);
        sheet.Section("Arguments", [.. command.Arguments.Select(argument => (argument.Name, argument.Description ?? string.Empty))]);
        sheet.Section("Options", [.. command.Options.Where(option => !option.Hidden && !common.All.Contains(option)).Select(Row)]);
        sheet.Section("Common options", [.. common.All.Select(Row)]);
        sheet.Heading(command is Verb ? "Example" : "Examples");
        foreach (string example in Examples(command)) sheet.Item(example);
        if (command is not Verb) sheet.Closing($"'{FullName(command)} COMMAND --help' tells the options of a command.");
    }

    /// <summary>How the command is called, from the program's name on.</summary>
    public static string FullName(Command command) =>
        command is RootCommand ? "espalier" : $"{FullName(command.Parents.OfType<Command>().First())} {command.Name}";

    private static string Usage(Command command)
    {
        if (command is not Verb) return $"{FullName(command)} COMMAND …";
        IEnumerable<string> arguments = command.Arguments.Select(
            argument => argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name);
        IEnumerable<string> required = command.Options.Where(option => option.Required).Select(option => $"{option.Name} {option.HelpName}");
        return string.Join(' ', [FullName(command), .. arguments, .. required, "[options]"]);
    }

    private static (string Name, string Description) Row(Option option)
    {
        string names = string.Join(", ", option.Aliases.Append(option.Name).OrderBy(name => name.Length));
        return (option.HelpName is null ? names : $"{names} {option.HelpName}", option.Description ?? string.Empty);
    }

    private static IEnumerable<string> Examples(Command command) =>
        command is Verb verb ? [verb.Example] : command.Subcommands.Where(sub => !sub.Hidden).Select(sub => Examples(sub).First()).Take(MostExamples);
}
