using System.CommandLine;
using System.Reflection;
using Espalier.Cli.Completion;

namespace Espalier.Cli.Frame;

/// <summary>One run of the program: parse, act, print, exit code.</summary>
internal static class Session
{
    /// <summary>A value may begin with '@', and "-abc" is no bundle: neither has a special meaning here.</summary>
    private static readonly ParserConfiguration Grammar = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    public static int Run(string[] arguments)
    {
        if (OperatingSystem.IsWindows()) Console.OutputEncoding = System.Text.Encoding.UTF8;
        try
        {
            return Dispatch(arguments);
        }
        catch (Exception exception)
        {
            return Failure.Report(exception, null, IsJson(arguments), CancellationToken.None);
        }
    }

    private static int Dispatch(string[] arguments)
    {
        var common = new CommonOptions();
        var version = new Option<bool>("--version") { Description = "show the version" };
        RootCommand root = Root(common, version);
        if (WordsAtCursor.Request(arguments) is { } request) return Print(page => WordsAtCursor.Write(page, root, request));
        ParseResult parsed = root.Parse(arguments, Grammar);
        Command command = parsed.CommandResult.Command;

        if (parsed.GetValue(common.Help) || (command == root && arguments.Length == 0))
            return Print(writer => Help.Write(new HelpSheet(writer, Terminal.TextWidth, Terminal.HasColour), command, common));
        if (parsed.GetValue(version)) return Print(page => page.WriteLine($"espalier {Version}"));
        if (UsageError.Find(parsed) is { } mistake)
        {
            return Failure.Report(mistake, IsJson(arguments));
        }

        return Act((Verb)command, parsed, arguments, common);
    }

    /// <summary>Also of a command line that cannot be parsed.</summary>
    private static bool IsJson(string[] arguments) => arguments.TakeWhile(word => word != "--").Contains("--json");

    private static string Version =>
        typeof(Session).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    internal static RootCommand Root(CommonOptions common, Option<bool> version)
    {
        var root = new RootCommand("Finds, proves and ships strong lottery tickets: networks hidden in random networks, uncovered by pruning alone.");
        root.Options.Clear();
        root.Directives.Clear();
        foreach (Command command in CommandTree.Commands()) root.Add(command);
        root.Add(version);
        common.AddTo(root);
        return root;
    }

    private static int Act(Verb verb, ParseResult parsed, string[] words, CommonOptions common)
    {
        using var interruption = new Interruption();
        try
        {
            Answer answer = verb.Run(new Call(parsed, words, common, interruption.Token));
            Print(answer, parsed.GetValue(common.Json));
            return answer.ExitCode;
        }
        catch (Exception exception)
        {
            return Failure.Report(exception, parsed, parsed.GetValue(common.Json), interruption.Token);
        }
    }

    /// <summary>Prints an answer, at the end of a command or, where it runs until it is stopped, as soon as there is one.</summary>
    internal static void Print(Answer answer, bool json)
    {
        if (answer == Answer.Told) return;
        if (json) WriteJson(answer);
        else Print(writer => answer.Show(new Page(writer, Terminal.Width, Terminal.HasColour)));
    }

    /// <summary>The document is complete before its first byte is written.</summary>
    private static int WriteJson(Answer answer)
    {
        byte[] document = answer.ToJson();
        return ToOutput(() =>
        {
            using Stream output = Console.OpenStandardOutput();
            output.Write(document);
            output.Write("\n"u8);
            output.Flush();
        });
    }

    private static int Print(Action<TextWriter> write) =>
        ToOutput(() =>
        {
            using StreamWriter writer = Terminal.OpenOutput();
            write(writer);
        });

    private static int ToOutput(Action write)
    {
        try
        {
            write();
            return ExitCode.Success;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                "standard output", null, $"it cannot be written ({error.Message.TrimEnd('.')})", "send it elsewhere", error);
        }
    }
}
