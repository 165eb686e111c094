using System.Globalization;

namespace Espalier.Lab.Storage.Databases;

/// <summary>
/// Names this process so that others on the same machine can tell whether it is gone: the machine's start, the space in which process numbers are
/// counted, the number, and when the process began.
/// </summary>
internal static class WorkerProcess
{
    private static readonly Lazy<string> Here = new(() => Of(Environment.ProcessId));

    /// <summary>This process.</summary>
    public static string Current => Here.Value;

    /// <summary>A process of this machine.</summary>
    public static string Of(int number) => Invariant($"{Machine()}/{number}/{Began(number)}");

    /// <summary>Whether a process surely ended; of other machines nothing is sure.</summary>
    public static bool IsGone(string process)
    {
        string[] parts = process.Split('/');
        if (parts.Length != 4 || $"{parts[0]}/{parts[1]}" != Machine() || parts[1].Length == 0) return false;
        // Nothing was known of the beginning of one that had ended when it was named.
        return parts[3].Length == 0
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            || Began(number) != parts[3];
    }

    private static string Machine() => $"{Read("/proc/sys/kernel/random/boot_id")}/{Space()}";

    private static string Space()
    {
        try
        {
            return new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>
    /// The time since the machine's start at which a process began, in the kernel's ticks; nothing when there is no such process, or only
    /// its shell.
    /// </summary>
    private static string Began(int number)
    {
        string text = Read(Invariant($"/proc/{number}/stat"));
        string[] fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19 && fields[0] is not ("Z" or "X") ? fields[19] : "";
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
