using System.CommandLine;
using System.Globalization;
using ModelFix.Cli;

namespace ModelFix.Tools.Docs;

/// <summary>The commands of the command line with their arguments and options, as its help lists them.</summary>
internal static class CommandPages
{
    public static string Text() => string.Join("\n", Tool.CommandLine().Subcommands.Where(c => !c.Hidden).Select(Page));

    private static string Page(Command command)
    {
        var options = command.Options.Where(o => !o.Hidden).OrderBy(o => o.Name, StringComparer.Ordinal).ToList();
        var usage = string.Concat(command.Arguments.Select(a => a.Arity.MinimumNumberOfValues == 0 ? $" [{a.Name}…]" : $" {a.Name}"))
            + (options.Count > 0 ? " [options]" : "");
        var page = $"## modelfix {command.Name}\n\n{command.Description}\n\n```\nmodelfix {command.Name}{usage}\n```\n";
        if (command.Arguments.Count > 0) page += "\n" + Documentation.Table(["Argument", "What it is"], command.Arguments.Select(Row));
        if (options.Count > 0) page += "\n" + Documentation.Table(["Option", "What it does", "Default"], options.Select(Row));
        return page;
    }

    private static IReadOnlyList<string> Row(Argument argument) => [$"`{argument.Name}`", argument.Description ?? ""];

    private static IReadOnlyList<string> Row(Option option) => [$"`{option.Name}`", option.Description ?? "", Default(option)];

    private static string Default(Option option) =>
        option.HasDefaultValue && option.ValueType != typeof(bool) && option.GetDefaultValue() is { } value
            ? $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`"
            : "";
}
