// SPDX-License-Identifier: Apache-2.0

/// The settings of LibreOffice.
///
/// They are written anew for each zygote, so that no view state of an earlier document reaches a later one.
enum OfficeProfile {
    private struct Setting {
        var path: String
        var name: String
        var value: String
        /// Whether LibreOffice itself may not change it.
        var isFinal: Bool

        init(_ path: String, _ name: String, _ value: String, isFinal: Bool = false) {
            self.path = path
            self.name = name
            self.value = value
            self.isFinal = isFinal
        }
    }

    private static let settings = [
        // Nothing that a document refers to is loaded, and nothing in it is run.
        Setting("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
        Setting("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
        Setting("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
        // Of newer versions; an older one takes no notice.
        Setting("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
        Setting("Office.Writer/Content/Update", "Link", "0"),
        Setting("Office.Calc/Content/Update", "Link", "2"),
        Setting("Inet/Settings", "ooInetProxyType", "0"),
        // Without a known version it tests its graphics at each start, for half a second.
        Setting("Setup/Product", "ooSetupLastVersion", "7.4"),
        Setting("Setup/Office", "ooSetupInstCompleted", "true"),
        // LibreOfficeKit makes it en-US, and so a document that names no size of paper one of Letter size.
        Setting("Setup/L10N", "ooSetupSystemLocale", "", isFinal: true),
        Setting("Office.Common/Misc", "FirstRun", "false"),
        Setting("Office.Common/Misc", "CrashReport", "false"),
        Setting("Office.Common/Misc", "ShowTipOfTheDay", "false"),
        Setting("Office.Common/Misc", "CollectUsageInformation", "false"),
        Setting("Office.Recovery/AutoSave", "Enabled", "false"),
        Setting("Office.Recovery/RecoveryInfo", "Enabled", "false"),
        Setting("Office.Linguistic/SpellChecking", "IsSpellAuto", "false"),
        // Text of all scripts, whatever the locale.
        Setting("Office.Common/I18N/CJK", "CJKFont", "true"),
        Setting("Office.Common/I18N/CTL", "CTLFont", "true"),
        // No threads beyond those of the child.
        Setting("Office.Calc/Formula/Calculation", "UseThreadedCalculationForFormulaGroups", "false"),
        Setting("Office.Common/Misc", "UseOpenCL", "false"),
    ]

    /// The profile's `registrymodifications.xcu`.
    static var registry: String {
        let items = settings.map { setting in
            "<item oor:path=\"/org.openoffice.\(setting.path)\"><prop oor:name=\"\(setting.name)\" oor:op=\"fuse\""
                + "\(setting.isFinal ? " oor:finalized=\"true\"" : "")><value>\(setting.value)</value></prop></item>\n"
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" \
            xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">

            """ + items.joined() + "</oor:items>\n"
    }
}
