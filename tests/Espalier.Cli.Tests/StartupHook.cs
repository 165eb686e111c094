using System.Diagnostics.CodeAnalysis;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Espalier.Cli.Frame;
using Espalier.Cli.Tests;
using Microsoft.Data.Sqlite;
using Npgsql;

/// <summary>What the runtime calls inside a <see cref="WarmProgram"/> before its own beginning: command after command is run.</summary>
[SuppressMessage("Design", "MA0047:Declare types in namespaces", Justification = "The runtime wants this name and no namespace.")]
internal static partial class StartupHook
{
    public static void Initialize()
    {
        string name = Environment.GetEnvironmentVariable(WarmProgram.PipeVariable)!;
        using var pipe = new NamedPipeClientStream(".", name, PipeDirection.InOut);
        pipe.Connect();
        using var requests = new StreamReader(pipe, leaveOpen: true);
        using var answers = new StreamWriter(pipe) { AutoFlush = true };
        while (requests.ReadLine() is { } request) answers.WriteLine(Run(JsonSerializer.Deserialize<WarmRequest>(request)!));
        Environment.Exit(0);
    }

    private static int Run(WarmRequest request)
    {
        // Not those that made this program wait for commands: what a command starts begins as always.
        foreach (string variable in Environment.GetEnvironmentVariables().Keys)
            if (!request.Environment.ContainsKey(variable)) Environment.SetEnvironmentVariable(variable, null);
        foreach ((string variable, string value) in request.Environment) Environment.SetEnvironmentVariable(variable, value);
        Directory.SetCurrentDirectory(request.Folder);
        Redirect(request.Output, 1);
        Redirect(request.Error, 2);
        using var error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true };
        Console.SetError(error);
        int code = Session.Run(request.Words);

        // A process that ends keeps no connection for the next one.
        NpgsqlConnection.ClearAllPools();
        SqliteConnection.ClearAllPools();
        return code;
    }

    /// <summary>What is written to a stream of the process goes to a file from now on, also by the programs that it starts.</summary>
    private static void Redirect(string file, int stream)
    {
        using var opened = File.OpenHandle(file, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        if (Duplicate((int)opened.DangerousGetHandle(), stream) < 0) throw new IOException($"{file} cannot be stream {stream}");
    }

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);
}
