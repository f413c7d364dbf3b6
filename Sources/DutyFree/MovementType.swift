/// The 45 movements (domain.md §3), by the name they have everywhere. `LifecycleTable` says what each needs and does.
package enum MovementType: String, CaseIterable, Sendable {
    case declare
    case arrive
    case inspect
    case enter
    case relabel
    case pack
    case unpack
    case relocate
    case dispatch
    case receive
    case short
    case handOver = "hand_over"
    case takeOver = "take_over"
    case sale
    case deliver
    case pickup
    case handback
    case reschedule
    case depart
    case mail
    case mailDone = "mail_done"
    case mailBack = "mail_back"
    case `return`
    case exchange
    case restock
    case damage
    case loss
    case found
    case settle
    case tester
    case expire
    case destroy
    case export
    case clear
    case verifyGoods = "verify_goods"
    case refundGuarantee = "refund_guarantee"
    case convertGuarantee = "convert_guarantee"
    case freeze
    case release
    case seize
    case unseize
    case confiscate
    case ban
    case correct
    case void
}
